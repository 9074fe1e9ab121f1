-- +goose Up
-- An officer who needs it stands under another name before everyone but the secretariat and the own party.
alter table person add column alias text not null default '';
-- When the person was erased: from then on the name is a pseudonym.
alter table person add column erased_at {{.Text}};

-- While a hold lasts nothing of the person's record is changed or erased.
create table legal_hold (
  id          {{.Text}} primary key,
  person_id   {{.Text}} not null references person (id),
  reason      text not null,
  placed_at   {{.Text}} not null,
  placed_by   text not null,
  lifted_at   {{.Text}},
  lifted_by   text not null default '',
  lift_reason text not null default ''
);
create unique index legal_hold_person on legal_hold (person_id) where lifted_at is null;

-- A person's wish to be erased, and what became of it.
create table erasure (
  id          {{.Text}} primary key,
  person_id   {{.Text}} not null references person (id),
  state       {{.Text}} not null,          -- asked, reviewed, refused, withdrawn, done
  reason      text not null default '',    -- blanked when it is carried out
  asked_at    {{.Text}} not null,
  asked_by    {{.Text}} not null,
  review_note text not null default '',
  reviewed_at {{.Text}},
  reviewed_by {{.Text}} not null default '',
  decided_at  {{.Text}},
  decided_by  {{.Text}} not null default ''
);
create unique index erasure_open on erasure (person_id) where state in ('asked', 'reviewed');
create index erasure_state on erasure (state, asked_at);

-- A record whose time has run out, put before a person who decides.
create table retention_item (
  id          {{.Text}} primary key,
  class       {{.Text}} not null,
  record_id   {{.Text}} not null,
  outcome     {{.Text}} not null,          -- review, anonymise, delete: what the schedule says happens then
  due_on      {{.Text}} not null,
  state       {{.Text}} not null,          -- proposed, kept, done
  proposed_at {{.Text}} not null,
  keep_until  {{.Text}},
  reason      text not null default '',
  decided_at  {{.Text}},
  decided_by  text not null default '',
  unique (class, record_id)
);
create index retention_item_state on retention_item (state, due_on, id);

-- Each look for records whose time has run out; the time of the last one shows when the clock jumped.
create table retention_run (
  id       {{.Text}} primary key,
  at       {{.Text}} not null,
  proposed integer not null,
  refused  text not null default ''
);

-- What went wrong with personal data, from the moment it was noticed.
create table breach (
  id         {{.Text}} primary key,
  title      text not null,
  happened   text not null,
  concerns   text not null,                -- whom and what, in words
  severity   {{.Text}} not null,           -- low, medium, high
  measures   text not null default '',
  noticed_at {{.Text}} not null,
  due_at     {{.Text}} not null,           -- by when it must be told
  told_at    {{.Text}},
  told       text not null default '',     -- whom, or why nobody
  closed_at  {{.Text}},
  version    integer not null default 1,
  created_by text not null
);
create index breach_due on breach (due_at, id);

-- +goose Down
drop table breach; drop table retention_run; drop table retention_item; drop table erasure; drop table legal_hold;
alter table person drop column erased_at; alter table person drop column alias;
