-- +goose Up
create table initiative (
  id      {{.Text}} primary key,
  name    text not null,
  tag     {{.Text}} not null default '',
  summary text not null default '',
  version integer not null default 1
);

create table activity (
  id                    {{.Text}} primary key,
  initiative_id         {{.Text}} references initiative (id),
  kind                  {{.Text}} not null,
  title                 text not null,
  summary               text not null default '',
  place                 text not null default '',
  country               {{.Text}} not null default '',
  mode                  {{.Text}} not null default 'in_person', -- in_person, online, hybrid
  time_zone             {{.Text}} not null,
  starts_on             {{.Text}} not null,
  ends_on               {{.Text}} not null,
  languages             text not null default '',  -- BCP 47, separated by spaces
  state                 {{.Text}} not null,        -- planned, open, held, cancelled
  cancel_reason         text not null default '',
  label                 {{.Text}} not null,
  nomination_deadline   {{.Text}},
  registration_deadline {{.Text}},
  questions             text not null default '[]', -- JSON: forms.Question list of the registration form
  version               integer not null default 1,
  created_at            {{.Text}} not null,
  updated_at            {{.Text}} not null
);
create index activity_start on activity (starts_on, id);
create index activity_initiative on activity (initiative_id);

create table activity_party (
  activity_id {{.Text}} not null references activity (id),
  party_id    {{.Text}} not null references party (id),
  role        {{.Text}} not null,          -- organiser, partner, funder, host
  primary key (activity_id, party_id, role)
);
create index activity_party_party on activity_party (party_id);

create table activity_area (
  activity_id {{.Text}} not null references activity (id),
  area        {{.Text}} not null,
  primary key (activity_id, area)
);

create table room (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  name        text not null,
  capacity    integer not null default 0
);
create index room_activity on room (activity_id);

create table activity_session (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  room_id     {{.Text}} references room (id),
  title       text not null,
  kind        {{.Text}} not null default '',
  summary     text not null default '',
  starts_at   {{.Text}} not null,
  ends_at     {{.Text}} not null,
  capacity    integer not null default 0,
  label       {{.Text}} not null,
  chatham     boolean not null default false,
  version     integer not null default 1
);
create index activity_session_activity on activity_session (activity_id, starts_at);

create table session_speaker (
  session_id {{.Text}} not null references activity_session (id),
  person_id  {{.Text}} not null references person (id),
  role       text not null default 'speaker',
  position   integer not null default 0,
  primary key (session_id, person_id)
);
create index session_speaker_person on session_speaker (person_id);

-- +goose Down
drop table session_speaker; drop table activity_session; drop table room; drop table activity_area; drop table activity_party; drop table activity; drop table initiative;
