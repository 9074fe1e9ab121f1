-- +goose Up
-- The code on a badge. One person has one per activity; a lost one is revoked.
create table badge (
  code          {{.Text}} primary key,
  activity_id   {{.Text}} not null references activity (id),
  nomination_id {{.Text}} not null references nomination (id),
  issued_at     {{.Text}} not null,
  revoked_at    {{.Text}}
);
create index badge_nomination on badge (nomination_id);
create index badge_activity on badge (activity_id);

-- The register: one row each time someone goes in or out. Append-only; a wrong scan is voided.
create table checkin (
  id            {{.Text}} primary key,     -- made by the device, so that a scan sent twice counts once
  activity_id   {{.Text}} not null references activity (id),
  session_id    {{.Text}} references activity_session (id), -- NULL: the venue
  nomination_id {{.Text}} not null references nomination (id),
  person_id     {{.Text}} not null references person (id),
  party_id      {{.Text}} not null references party (id),
  direction     {{.Text}} not null,        -- in, out
  method        {{.Text}} not null,        -- code, search, import
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  void_reason   text not null default ''
);
create index checkin_activity on checkin (activity_id, at);
-- By hash on PostgreSQL, where two guests whose rows stand side by side in a tree would count as a conflict.
create index checkin_nomination on checkin {{if .PG}}using hash (nomination_id){{else}}(nomination_id, at){{end}};
create index checkin_person on checkin (person_id, at);

-- +goose Down
drop table checkin; drop table badge;
