-- +goose Up
-- Seats that an activity gives to a party.
create table allocation (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  party_id    {{.Text}} not null references party (id),
  category    {{.Text}} not null,
  mode        {{.Text}} not null,          -- in_person, online
  seats       integer not null,
  room_cap    integer not null default 0,  -- how many at once in the room; 0 for no cap
  version     integer not null default 1,
  unique (activity_id, party_id, category, mode)
);
create index allocation_party on allocation (party_id);

-- One party's invitation to one activity and its answer.
create table invitation (
  id             {{.Text}} primary key,
  activity_id    {{.Text}} not null references activity (id),
  party_id       {{.Text}} not null references party (id),
  state          {{.Text}} not null,       -- sent, nominated, declined
  link_id        {{.Text}} not null default '',
  sent_at        {{.Text}} not null,
  answered_at    {{.Text}},
  decline_reason text not null default '',
  note_number    text not null default '', -- of the note verbale that covers the delegation
  note_file_id   {{.Text}} references file (id),
  version        integer not null default 1,
  unique (activity_id, party_id)
);
create index invitation_party on invitation (party_id, sent_at);

-- A person named for a seat. The position is as it was then.
create table nomination (
  id            {{.Text}} primary key,
  allocation_id {{.Text}} not null references allocation (id),
  activity_id   {{.Text}} not null references activity (id),
  party_id      {{.Text}} not null references party (id),       -- whose seat it is
  from_party_id {{.Text}} not null references party (id),       -- where the person works: the party or an agency inside it
  person_id     {{.Text}} not null references person (id),
  seat          {{.Text}} not null,        -- stays the same through substitutions
  replaces_id   {{.Text}} references nomination (id),
  category      {{.Text}} not null,
  mode          {{.Text}} not null,
  position      text not null default '',
  unit          text not null default '',
  head          boolean not null default false,
  rank          integer not null default 0, -- order within the delegation
  state         {{.Text}} not null,        -- nominated, queried, confirmed, reserve, declined, withdrawn, substituted
  active        boolean not null,          -- false for declined, withdrawn, substituted
  reason        text not null default '',
  source        {{.Text}} not null,        -- focal_point, secretariat, import
  link_id       {{.Text}} not null default '', -- registration link
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null
);
create unique index nomination_person_once on nomination (activity_id, person_id) where active;
-- By hash on PostgreSQL, where two allocations side by side in a tree would count as a conflict.
create index nomination_allocation on nomination {{if .PG}}using hash (allocation_id){{else}}(allocation_id, state){{end}};
create index nomination_activity on nomination (activity_id, state);
create index nomination_party on nomination (party_id, activity_id);
create index nomination_person on nomination (person_id, created_at);
create index nomination_seat on nomination (seat);

-- The history of a nomination, one row a step.
create table nomination_step (
  id            {{.Text}} primary key,
  nomination_id {{.Text}} not null references nomination (id),
  state         {{.Text}} not null,
  reason        text not null default '',
  at            {{.Text}} not null,
  by_name       text not null
);
create index nomination_step_nomination on nomination_step (nomination_id, at);

-- A confirmed person's own answers to the activity's form.
create table registration (
  nomination_id {{.Text}} primary key references nomination (id),
  state         {{.Text}} not null,        -- draft, submitted
  answers       text not null,             -- JSON: question key -> answer
  saved_at      {{.Text}} not null,
  submitted_at  {{.Text}},
  version       integer not null default 1
);

-- +goose Down
drop table registration; drop table nomination_step; drop table nomination; drop table invitation; drop table allocation;
