-- +goose Up
-- Of a party one person at most meets any one counterpart, where an activity says so.
alter table meeting_setup add column exclusive boolean not null default false;

-- Who interprets at meetings whose people have no language in common, one meeting at a time.
create table meeting_interpreter (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  name        text not null,
  languages   text not null,                                   -- BCP 47, separated by blanks
  session_id  {{.Text}} references activity_session (id)       -- the only session at which they are there; NULL for all
);
create index meeting_interpreter_activity on meeting_interpreter (activity_id, name);

alter table meeting add column interpreter_id {{.Text}} references meeting_interpreter (id);
create unique index meeting_interpreter_once on meeting (interpreter_id, slot_id) where interpreter_id is not null and state in ('scheduled', 'held');

-- Colleagues of one party who come along to a person's meetings, or may sit in for them.
create table meeting_companion (
  activity_id {{.Text}} not null references activity (id),
  person_id   {{.Text}} not null references person (id),
  with_id     {{.Text}} not null references person (id),       -- the colleague
  sits_in     boolean not null,
  primary key (activity_id, person_id, with_id)
);
create index meeting_companion_with on meeting_companion (with_id);

-- for_id is on whose behalf somebody is there: whose place they take, or with whom they come along.
alter table meeting_side add column for_id {{.Text}} not null default '';
alter table meeting_side add column along boolean not null default false;
create index meeting_side_person on meeting_side (person_id);
create index meeting_side_for on meeting_side (for_id) where for_id <> '';

-- +goose Down
drop index meeting_side_for; drop index meeting_side_person;
alter table meeting_side drop column along; alter table meeting_side drop column for_id; drop table meeting_companion;
drop index meeting_interpreter_once; alter table meeting drop column interpreter_id; drop table meeting_interpreter; alter table meeting_setup drop column exclusive;
