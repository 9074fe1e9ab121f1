-- +goose Up
-- A publication as it is worked on. Its texts are its versions; what others read are its releases.
create table publication (
  id              {{.Text}} primary key,
  slug            {{.Text}} not null unique,
  kind            {{.Text}} not null,
  activity_id     {{.Text}} references activity (id),
  source_lang     {{.Text}} not null,
  title           text not null,               -- of the latest version of the source
  label           {{.Text}} not null,
  state           {{.Text}} not null,          -- draft, review, approved, released
  standing        {{.Text}} not null default '', -- '', released, withdrawn
  round           integer not null default 0,  -- of the way to release; what was agreed to holds for one round
  version         integer not null,            -- number of the latest version, of whatever language
  since           integer not null,            -- first version of the work that is under way
  withdrawn_at    {{.Text}},
  withdraw_reason text not null default '',
  created_at      {{.Text}} not null,
  updated_at      {{.Text}} not null
);
create index publication_updated on publication (updated_at, id);
create index publication_state on publication (state, updated_at);
create index publication_activity on publication (activity_id);

-- Every save, kept for good: of the source with what is said about it, or of a translation.
create table publication_version (
  id             {{.Text}} primary key,
  publication_id {{.Text}} not null references publication (id),
  number         integer not null,
  lang           {{.Text}} not null,
  of_source      integer not null default 0,  -- number of the version of the source that is translated; 0 for the source
  said_since     integer not null,            -- number of the first version with the same words, when nothing but what is said about it changed
  title          text not null,
  summary        text not null,
  body           text not null,               -- Markdown with figure placeholders
  about          text not null default '',    -- JSON: kind, authors, topics, identifiers, embargo; of the source only
  changed        text not null,               -- in the words of who changed it
  author         {{.Text}} not null,
  author_name    text not null,
  at             {{.Text}} not null,
  unique (publication_id, number)
);
create index publication_version_lang on publication_version (publication_id, lang, number);
create index publication_version_author on publication_version (author);

-- Who agreed in a round: one reviewer, then those who release.
create table publication_consent (
  id             {{.Text}} primary key,
  publication_id {{.Text}} not null references publication (id),
  round          integer not null,
  step           {{.Text}} not null,          -- review, release
  actor          {{.Text}} not null,
  actor_name     text not null,
  party_id       {{.Text}} not null default '',
  at             {{.Text}} not null,
  unique (publication_id, round, step, actor)
);
create index publication_consent_actor on publication_consent (actor);

create table publication_release (
  id             {{.Text}} primary key,
  publication_id {{.Text}} not null references publication (id),
  number         integer not null,
  version        integer not null,            -- the latest version that went into it
  kind           {{.Text}} not null,
  activity_id    {{.Text}},
  label          {{.Text}} not null,
  source_lang    {{.Text}} not null,
  about          text not null,               -- JSON, as in the version of the source
  note           text not null default '',    -- what a correction changed, for its readers
  issued_at      {{.Text}} not null,          -- from when the first release was open
  public_from    {{.Text}} not null,          -- from when this one is: never earlier, whatever runs late
  released_at    {{.Text}} not null,
  released_by    {{.Text}} not null,
  unique (publication_id, number)
);
create index publication_release_open on publication_release (publication_id, public_from, number);
create index publication_release_issued on publication_release (issued_at, id);
create index publication_release_kind on publication_release (kind, issued_at, id);
create index publication_release_from on publication_release (public_from, id);

create table publication_text (
  release_id {{.Text}} not null references publication_release (id),
  lang       {{.Text}} not null,
  version    integer not null,
  of_source  integer not null,
  said_since integer not null,
  title      text not null,
  summary    text not null,
  primary key (release_id, lang)
);
create index publication_text_lang on publication_text (lang, release_id);

create table publication_tag (
  list       {{.Text}} not null,              -- topic, strategy_area
  code       {{.Text}} not null,
  release_id {{.Text}} not null references publication_release (id),
  primary key (list, code, release_id)
);
create index publication_tag_release on publication_tag (release_id);

-- Figures as they were when a release was made; the figure itself is kept by the reports.
create table publication_figure (
  release_id {{.Text}} not null references publication_release (id),
  ref        {{.Text}} not null,              -- as the text names it
  figure_id  {{.Text}} not null references figure (id),
  primary key (release_id, ref)
);

create table publication_file (
  id             {{.Text}} primary key,
  publication_id {{.Text}} not null references publication (id),
  file_id        {{.Text}} not null references file (id),
  lang           {{.Text}} not null default '',
  title          text not null,
  label          {{.Text}} not null,
  added_at       {{.Text}} not null,
  added_by       {{.Text}} not null,
  removed_at     {{.Text}}
);
create index publication_file_of on publication_file (publication_id, added_at);

create table publication_release_file (
  release_id          {{.Text}} not null references publication_release (id),
  publication_file_id {{.Text}} not null references publication_file (id),
  primary key (release_id, publication_file_id)
);
create index publication_release_file_of on publication_release_file (publication_file_id);

-- How often a release was read or taken along on a day. Nothing in it is about who did.
create table publication_count (
  publication_id {{.Text}} not null references publication (id),
  release        integer not null,
  lang           {{.Text}} not null,
  format         {{.Text}} not null,          -- page, pdf, file, citation
  day            {{.Text}} not null,
  n              bigint not null,
  primary key (publication_id, release, lang, format, day)
);

-- +goose Down
drop table publication_count; drop table publication_release_file; drop table publication_file; drop table publication_figure; drop table publication_tag;
drop table publication_text; drop table publication_release; drop table publication_consent; drop table publication_version; drop table publication;
