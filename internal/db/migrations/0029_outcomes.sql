-- +goose Up
-- Which body meets at an activity, so that what was promised to it comes back on its table.
create table commitment_meeting (
  activity_id {{.Text}} primary key references activity (id),
  body_id     {{.Text}} not null references body (id),
  at          {{.Text}} not null
);
create index commitment_meeting_body on commitment_meeting (body_id);

-- A pledge of a party. It is never a person's: the post that holds it is handed from one to the next.
create table commitment (
  id             {{.Text}} primary key,
  year           integer not null,            -- in which it was made; with serial the number under which it is filed
  serial         integer not null,
  party_id       {{.Text}} not null references party (id),
  post_id        {{.Text}} references post (id),   -- that holds it; the focal point where empty
  title          text not null,
  words          text not null default '',    -- as they were said
  due_on         {{.Text}} not null,
  made_on        {{.Text}} not null,
  activity_id    {{.Text}} not null references activity (id),
  session_id     {{.Text}} references activity_session (id),
  body_id        {{.Text}} references body (id),   -- to which it reports
  label          {{.Text}} not null,
  state          {{.Text}} not null,
  last_step_id   {{.Text}} not null default '', -- the last report of status
  settled_on     {{.Text}},                   -- when it became done, partly done, not done or withdrawn
  holder_id      {{.Text}} references person (id), -- whom the link was sent to; null for the post's mailbox
  link_id        {{.Text}} not null default '',
  reminded_at    {{.Text}},                   -- before the due date
  overdue_at     {{.Text}},                   -- told that it is overdue
  version        integer not null default 1,
  created_at     {{.Text}} not null,
  updated_at     {{.Text}} not null,
  unique (year, serial)
);
create index commitment_due on commitment (due_on, id);
create index commitment_state on commitment (state, due_on, id);
create index commitment_party on commitment (party_id, due_on);
create index commitment_body on commitment (body_id, state, due_on);
create index commitment_body_settled on commitment (body_id, settled_on);
create index commitment_activity on commitment (activity_id);
create index commitment_post on commitment (post_id);
create index commitment_holder on commitment (holder_id);

-- Every step of a commitment, and each report of how it stands: when, in which words, what shows it, and who said so.
create table commitment_step (
  id            {{.Text}} primary key,
  commitment_id {{.Text}} not null references commitment (id),
  verb          {{.Text}} not null,
  state_from    {{.Text}} not null,
  state_to      {{.Text}} not null,
  on_date       {{.Text}} not null,           -- the day of which it speaks
  words         text not null default '',
  evidence      text not null default '',     -- words or an address
  activity_id   {{.Text}} references activity (id), -- the meeting in which it was reported
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index commitment_step_commitment on commitment_step (commitment_id, id);
create index commitment_step_activity on commitment_step (activity_id);

-- A change that was harvested: who changed what, when and where, and what this office contributed.
create table outcome (
  id           {{.Text}} primary key,
  year         integer not null,              -- in which it happened
  serial       integer not null,
  party_id     {{.Text}} not null references party (id),
  institution  text not null default '',      -- of the party, where it was one of them
  title        text not null,
  change       text not null,
  kind         {{.Text}} not null,            -- term of list change_kind
  from_on      {{.Text}} not null,
  to_on        {{.Text}},
  place        text not null default '',
  significance text not null default '',
  contribution text not null default '',
  area         {{.Text}} not null default '', -- term of list strategy_area
  topic        {{.Text}} not null default '', -- term of list topic
  activity_id  {{.Text}} references activity (id), -- after which it was asked for by a link
  label        {{.Text}} not null,
  state        {{.Text}} not null,
  proposed_by  {{.Text}} not null,            -- actor
  proposed_name text not null,
  author_by    {{.Text}} not null,            -- who wrote the text last
  proposer_id  {{.Text}} references person (id),
  proposer_role {{.Text}} not null default '', -- officer, focalpoint, link …
  summary      text not null default '',      -- for everybody
  summarised_by {{.Text}} not null default '',
  consent_on   {{.Text}},                     -- of the party, to this summary
  consent_words text not null default '',
  consent_name text not null default '',
  consent_by   {{.Text}} not null default '',
  submitted_by {{.Text}} not null default '',
  substantiated boolean not null default false,
  published_at {{.Text}},
  version      integer not null default 1,
  created_at   {{.Text}} not null,
  updated_at   {{.Text}} not null,
  unique (year, serial)
);
create index outcome_year on outcome (year, kind);
create index outcome_from on outcome (from_on, id);
create index outcome_party on outcome (party_id, from_on);
create index outcome_state on outcome (state, from_on, id);
create index outcome_kind on outcome (kind, from_on);
create index outcome_area on outcome (area, from_on);
create index outcome_topic on outcome (topic, from_on);
create index outcome_activity on outcome (activity_id);
create index outcome_proposer on outcome (proposer_id);
create index outcome_proposed on outcome (proposed_by);

-- Every step of an outcome, with who, when and why.
create table outcome_step (
  id         {{.Text}} primary key,
  outcome_id {{.Text}} not null references outcome (id),
  verb       {{.Text}} not null,
  state_from {{.Text}} not null,
  state_to   {{.Text}} not null,
  words      text not null default '',
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index outcome_step_outcome on outcome_step (outcome_id, id);

-- What shows a change: words, an address or a file, each with a label of its own.
create table outcome_source (
  id         {{.Text}} primary key,
  outcome_id {{.Text}} not null references outcome (id),
  title      text not null,
  address    text not null default '',
  file_id    {{.Text}} references file (id),
  label      {{.Text}} not null,
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index outcome_source_outcome on outcome_source (outcome_id, id);

-- Who, independent of the author, said that it is so, or that it is not.
create table outcome_witness (
  id         {{.Text}} primary key,
  outcome_id {{.Text}} not null references outcome (id),
  person_id  {{.Text}} references person (id), -- or an office
  office     text not null default '',
  confirms   boolean not null,
  on_date    {{.Text}} not null,
  words      text not null,
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index outcome_witness_outcome on outcome_witness (outcome_id, id);
create index outcome_witness_person on outcome_witness (person_id);

-- Who agreed that a summary is published. What was approved is the summary of this version.
create table outcome_approval (
  outcome_id {{.Text}} not null references outcome (id),
  by_actor   {{.Text}} not null,
  by_name    text not null,
  party_id   {{.Text}} not null default '',
  at         {{.Text}} not null,
  primary key (outcome_id, by_actor)
);

-- +goose Down
drop table outcome_approval; drop table outcome_witness; drop table outcome_source; drop table outcome_step; drop table outcome;
drop table commitment_step; drop table commitment; drop table commitment_meeting;
