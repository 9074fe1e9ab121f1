-- +goose Up
create table report (
  id           {{.Text}} primary key,
  activity_id  {{.Text}} not null references activity (id),
  slug         {{.Text}} not null unique,
  title        text not null,
  body         text not null,              -- Markdown with figure placeholders
  state        {{.Text}} not null,         -- draft, review, published
  label        {{.Text}} not null,
  version      integer not null default 1,
  author       {{.Text}} not null,         -- actor who last changed the text
  author_name  text not null,
  created_at   {{.Text}} not null,
  updated_at   {{.Text}} not null,
  published_at {{.Text}}
);
create unique index report_activity on report (activity_id);

-- Each published text of a report, kept for good.
create table report_release (
  id           {{.Text}} primary key,
  report_id    {{.Text}} not null references report (id),
  number       integer not null,
  title        text not null,
  body         text not null,
  note         text not null default '',   -- why it was restated
  published_at {{.Text}} not null,
  published_by {{.Text}} not null,
  unique (report_id, number)
);

create table report_approval (
  id         {{.Text}} primary key,
  report_id  {{.Text}} not null references report (id),
  version    integer not null,             -- of the text that was approved
  actor      {{.Text}} not null,
  actor_name text not null,
  party_id   {{.Text}} not null default '',
  at         {{.Text}} not null,
  unique (report_id, version, actor)
);

-- A published number, frozen. A correction is a new row that restates the old one.
create table figure (
  id           {{.Text}} primary key,
  activity_id  {{.Text}} not null references activity (id),
  release_id   {{.Text}} not null references report_release (id),
  key          {{.Text}} not null,
  value        bigint not null,
  definition   text not null,
  query        text not null,
  as_at        {{.Text}} not null,
  records      text not null,              -- JSON: kind and ids of the records counted
  restates_id  {{.Text}} references figure (id),
  current      boolean not null,           -- the latest of its key for the activity
  published_at {{.Text}} not null
);
create index figure_activity on figure (activity_id, key, published_at);
create index figure_current on figure (current, activity_id);
create index figure_release on figure (release_id);

-- Current figures that the last check found no longer to hold.
create table figure_failure (
  figure_id  {{.Text}} primary key references figure (id),
  value_now  bigint not null,
  checked_at {{.Text}} not null
);

-- +goose Down
drop table figure_failure; drop table figure; drop table report_approval; drop table report_release; drop table report;
