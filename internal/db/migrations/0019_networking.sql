-- +goose Up
-- Two people who met; a pair stands here once. pair is both ids, the smaller first.
create table connection (
  id          {{.Text}} primary key,
  pair        {{.Text}} not null unique,
  activity_id {{.Text}} not null references activity (id), -- where they met first
  since       {{.Text}} not null
);
create index connection_activity on connection (activity_id, since);

-- What each of the two was then, and what they agreed to share with the other.
create table connection_side (
  connection_id {{.Text}} not null references connection (id),
  person_id     {{.Text}} not null references person (id),
  party_id      {{.Text}} not null references party (id),
  shares        text not null default '',  -- fields, separated by blanks: name email phone
  said_at       {{.Text}},                 -- NULL: has not said yet
  primary key (connection_id, person_id)
);
create index connection_side_person on connection_side (person_id);
create index connection_side_party on connection_side (party_id);

-- Each time that they met.
create table encounter (
  id            {{.Text}} primary key,
  connection_id {{.Text}} not null references connection (id),
  activity_id   {{.Text}} not null references activity (id),
  how           {{.Text}} not null,        -- meeting, exchange
  meeting_id    {{.Text}} not null default '',
  unnamed       boolean not null,          -- under the Chatham House Rule: it is counted, and named to nobody but the two
  at            {{.Text}} not null
);
create unique index encounter_meeting on encounter (connection_id, meeting_id) where meeting_id <> '';
create index encounter_activity on encounter (activity_id, at);
create index encounter_connection on encounter (connection_id, at);

-- What a person says about themself for an activity.
create table interest_profile (
  activity_id     {{.Text}} not null references activity (id),
  person_id       {{.Text}} not null references person (id),
  takes_part      boolean not null,
  languages       text not null default '', -- BCP 47, separated by blanks
  about           text not null default '',
  use_affiliation boolean not null,         -- for suggestions
  use_history     boolean not null,
  version         integer not null default 1,
  updated_at      {{.Text}} not null,
  primary key (activity_id, person_id)
);
create index interest_profile_person on interest_profile (person_id, updated_at);

create table interest (
  activity_id {{.Text}} not null,
  person_id   {{.Text}} not null references person (id),
  side        {{.Text}} not null,          -- offers, seeks
  topic       {{.Text}} not null,
  priority    integer not null,            -- 1 to 3
  primary key (activity_id, person_id, side, topic)
);

-- Whom a person asks to meet.
create table wish (
  activity_id {{.Text}} not null references activity (id),
  person_id   {{.Text}} not null references person (id),
  about_id    {{.Text}} not null references person (id),
  kind        {{.Text}} not null,          -- must, want
  at          {{.Text}} not null,
  primary key (activity_id, person_id, about_id)
);
create index wish_about on wish (about_id);

-- Whom a person does not want to meet, anywhere. Nobody but the person reads it.
create table veto (
  person_id {{.Text}} not null references person (id),
  about_id  {{.Text}} not null references person (id),
  at        {{.Text}} not null,
  primary key (person_id, about_id)
);
create index veto_about on veto (about_id);

-- What a person answered to a suggestion.
create table interest_correction (
  activity_id {{.Text}} not null references activity (id),
  person_id   {{.Text}} not null references person (id),
  kind        {{.Text}} not null,          -- not_topic, not_person, known
  of          {{.Text}} not null,          -- the topic or the person
  at          {{.Text}} not null,
  primary key (activity_id, person_id, kind, of)
);

-- How an activity arranges its meetings.
create table meeting_setup (
  activity_id    {{.Text}} primary key references activity (id),
  min_per_party  integer not null,
  max_per_person integer not null,         -- 0 for as many as there are slots
  max_in_row     integer not null,         -- 0 for no limit
  fill           boolean not null,         -- free slots are filled with what the matcher suggests
  published_at   {{.Text}},
  version        integer not null default 1
);

create table meeting_slot (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  session_id  {{.Text}} not null references activity_session (id),
  starts_at   {{.Text}} not null,
  ends_at     {{.Text}} not null
);
create index meeting_slot_activity on meeting_slot (activity_id, starts_at);

create table meeting_table (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  room_id     {{.Text}} references room (id),
  name        text not null,
  sort_key    {{.Text}} not null
);
create index meeting_table_activity on meeting_table (activity_id, sort_key);

-- Slots at which a person cannot come.
create table meeting_absence (
  activity_id {{.Text}} not null references activity (id),
  person_id   {{.Text}} not null references person (id),
  slot_id     {{.Text}} not null references meeting_slot (id),
  primary key (activity_id, person_id, slot_id)
);
create index meeting_absence_slot on meeting_absence (slot_id);

-- A run of the solver. Nothing that it finds holds before it is published.
create table meeting_run (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  kind        {{.Text}} not null,          -- plan, replan
  state       {{.Text}} not null,          -- queued, running, done, stopped, failed, published
  seconds     integer not null,            -- at most
  seed        bigint not null,
  stop_asked  boolean not null,
  scheduled   integer not null,
  wishes      integer not null,
  musts       integer not null,
  musts_met   integer not null,
  score       bigint not null,
  bound       bigint not null,
  proved      boolean not null,
  words       text not null,               -- what went wrong
  report      text not null,               -- JSON: the plan, the gaps
  basis       text not null,               -- of what it was computed
  created_at  {{.Text}} not null,
  started_at  {{.Text}},
  ended_at    {{.Text}},
  created_by  text not null
);
create index meeting_run_activity on meeting_run (activity_id, created_at);

create table meeting (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  state       {{.Text}} not null,          -- requested, scheduled, held, missed, declined, cancelled
  origin      {{.Text}} not null,          -- plan, request
  slot_id     {{.Text}} references meeting_slot (id),
  table_id    {{.Text}} references meeting_table (id),
  locked      boolean not null,            -- promised: no plan moves it
  weight      integer not null,
  asked_by    {{.Text}} not null default '', -- person
  reason      text not null default '',    -- why it was declined or cancelled, in the words of who did
  outcome     text not null default '',
  follow_up   text not null default '',
  owner_id    {{.Text}} references person (id), -- of the follow-up
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);
create index meeting_activity on meeting (activity_id, state);
create index meeting_slot_of on meeting (slot_id);
-- Nobody sits at a table at which somebody sits already.
create unique index meeting_table_once on meeting (table_id, slot_id) where state in ('scheduled', 'held');

create table meeting_side (
  meeting_id {{.Text}} not null references meeting (id),
  person_id  {{.Text}} not null references person (id),
  party_id   {{.Text}} not null references party (id),
  slot_id    {{.Text}} references meeting_slot (id), -- of the meeting while it stands: nobody is in two places at once
  answer     {{.Text}} not null default '', -- '', accepted, declined
  primary key (meeting_id, person_id)
);
create unique index meeting_side_once on meeting_side (person_id, slot_id) where slot_id is not null;

-- +goose Down
drop table meeting_side; drop table meeting; drop table meeting_run; drop table meeting_absence; drop table meeting_table; drop table meeting_slot; drop table meeting_setup;
drop table interest_correction; drop table veto; drop table wish; drop table interest; drop table interest_profile; drop table encounter; drop table connection_side; drop table connection;
