-- +goose Up
-- Rounds of tables at which people meet.
create table mixer (
  id           {{.Text}} primary key,
  activity_id  {{.Text}} not null references activity (id),
  title        text not null,
  size         integer not null,           -- people at a table at most
  rounds       integer not null,
  minutes      integer not null,           -- of a round
  present_only boolean not null,           -- only who is checked in gets a seat
  state        {{.Text}} not null,         -- planned, running, ended
  round        integer not null default 0, -- that is under way, or was the last
  began_at     {{.Text}},                  -- of that round
  points       bigint not null default 0,  -- what the seating is worth, and what none can pass
  bound        bigint not null default 0,
  fresh        integer not null default 0, -- pairs of two parties who meet for the first time
  version      integer not null default 1,
  created_at   {{.Text}} not null
);
create index mixer_activity on mixer (activity_id, created_at);

-- Who sits where. Seats of rounds to come are a plan; came tells of those that were.
create table mixer_seat (
  mixer_id  {{.Text}} not null references mixer (id),
  round     integer not null,
  table_no  integer not null,
  person_id {{.Text}} not null references person (id),
  party_id  {{.Text}} not null references party (id),
  came      boolean not null,
  primary key (mixer_id, round, person_id)
);
create index mixer_seat_person on mixer_seat (person_id);

-- What the secretariat said about somebody: at which table they stay, or that they are away from now on.
create table mixer_person (
  mixer_id  {{.Text}} not null references mixer (id),
  person_id {{.Text}} not null references person (id),
  host      integer not null,              -- 0 for none
  away      boolean not null,
  primary key (mixer_id, person_id)
);
create index mixer_person_person on mixer_person (person_id);

-- +goose Down
drop table mixer_person; drop table mixer_seat; drop table mixer;
