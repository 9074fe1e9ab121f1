-- +goose Up
-- The desks of an office, at which secondees sit: how many can be there at a time.
create table secondment_desk (
  id      {{.Text}} primary key,
  office  text not null,
  name    text not null,
  active  boolean not null default true,
  version integer not null default 1,
  at      {{.Text}} not null
);
create index secondment_desk_office on secondment_desk (office, name, id);

-- A post to fill by secondment: the terms of reference of a discrete project.
create table assignment (
  id            {{.Text}} primary key,
  year          integer not null,              -- in which it was written; with serial the number under which it is filed
  serial        integer not null,
  title         text not null,
  project       text not null,
  tasks         text not null default '',
  deliverables  text not null default '',
  profile       text not null default '',
  criteria      text not null,                 -- one in a line; needed ones begin with "* "
  languages     text not null default '',
  office        text not null,                 -- that hosts
  duty_station  text not null default '',
  desk_id       {{.Text}} references secondment_desk (id),
  from_on       {{.Text}} not null,
  to_on         {{.Text}} not null,
  places        integer not null,
  area          {{.Text}} not null default '',  -- term of list strategy_area
  topic         {{.Text}} not null default '',  -- term of list topic
  label         {{.Text}} not null,
  state         {{.Text}} not null,
  since         {{.Text}} not null,            -- the day on which it came into this state
  due_on        {{.Text}},                     -- by when somebody takes the next step
  author_by     {{.Text}} not null,            -- who wrote the text last
  author_name   text not null,
  call_number   text not null default '',      -- of the note verbale
  call_on       {{.Text}},
  closes_on     {{.Text}},
  most          integer not null default 1,    -- nominations of one party
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null,
  unique (year, serial)
);
create index assignment_from on assignment (from_on, id);
create index assignment_state on assignment (state, from_on);
create index assignment_desk on assignment (desk_id);
create index assignment_author on assignment (author_by);

-- Who bears what: a line of the cost-sharing table.
create table assignment_cost (
  id            {{.Text}} primary key,
  assignment_id {{.Text}} not null references assignment (id),
  year          integer not null,
  item          text not null,
  bearer        {{.Text}} not null,            -- state, host, mechanism
  amount        integer not null,              -- whole units
  currency      {{.Text}} not null
);
create index assignment_cost_assignment on assignment_cost (assignment_id, year, id);

-- To whom a call was sent, with the link by which the party nominates.
create table assignment_call (
  assignment_id {{.Text}} not null references assignment (id),
  party_id      {{.Text}} not null references party (id),
  link_id       {{.Text}} not null default '',
  at            {{.Text}} not null,
  primary key (assignment_id, party_id)
);
create index assignment_call_party on assignment_call (party_id);

-- The panel that interviews for an assignment.
create table assignment_panel (
  assignment_id {{.Text}} not null references assignment (id),
  account_id    {{.Text}} not null references account (id),
  at            {{.Text}} not null,
  primary key (assignment_id, account_id)
);
create index assignment_panel_account on assignment_panel (account_id);

-- The dossier of one candidate, from the nomination to the return.
create table secondment (
  id            {{.Text}} primary key,
  year          integer not null,
  serial        integer not null,
  assignment_id {{.Text}} not null references assignment (id),
  party_id      {{.Text}} not null references party (id),
  person_id     {{.Text}} not null references person (id),
  note_number   text not null,                 -- of the note verbale that nominates
  label         {{.Text}} not null,
  state         {{.Text}} not null,
  since         {{.Text}} not null,
  due_on        {{.Text}},
  reminded_on   {{.Text}},                     -- when whoever is to act was reminded of this state
  supervisor    {{.Text}} references account (id),
  desk_id       {{.Text}} references secondment_desk (id),
  start_on      {{.Text}},
  end_on        {{.Text}},
  planned_end   {{.Text}},                     -- as first agreed
  letter_number text not null default '',      -- of the three parties
  letter_state  {{.Text}},                     -- signed by the sending State
  letter_host   {{.Text}},
  letter_person {{.Text}},
  link_id       {{.Text}} not null default '', -- of the secondee
  offer_link    {{.Text}} not null default '', -- of the sending State
  closes_on     {{.Text}},                     -- from then on the dossier is closed to the sending State
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null,
  unique (year, serial),
  unique (assignment_id, person_id)
);
create index secondment_party on secondment (party_id, since);
create index secondment_person on secondment (person_id);
create index secondment_state on secondment (state, due_on);
create index secondment_since on secondment (since, id);
create index secondment_desk_time on secondment (desk_id, start_on);
create index secondment_supervisor on secondment (supervisor);

-- Every step of an assignment or a dossier, with who, when and the words, which are sealed.
create table secondment_step (
  id         {{.Text}} primary key,
  kind       {{.Text}} not null,               -- assignment or secondment
  record_id  {{.Text}} not null,
  verb       {{.Text}} not null,
  state_from {{.Text}} not null,
  state_to   {{.Text}} not null,
  words      text not null,                    -- sealed
  rating     integer not null default 0,       -- of a review, 1 to 5
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index secondment_step_record on secondment_step (kind, record_id, id);
create index secondment_step_actor on secondment_step (by_actor);

-- Who agreed to terms of reference or to another end. What was approved is the text as it stands.
create table secondment_approval (
  kind      {{.Text}} not null,                -- assignment or change
  record_id {{.Text}} not null,
  by_actor  {{.Text}} not null,
  by_name   text not null,
  party_id  {{.Text}} not null,
  at        {{.Text}} not null,
  primary key (kind, record_id, by_actor)
);
create index secondment_approval_actor on secondment_approval (by_actor);

-- What a candidate was held against.
create table secondment_check (
  secondment_id {{.Text}} not null references secondment (id),
  criterion     integer not null,              -- the place of the line
  met           boolean not null,
  primary key (secondment_id, criterion)
);

-- What a member of the panel said about a candidate: whether there is a conflict of interest, then the scores.
create table secondment_stance (
  secondment_id {{.Text}} not null references secondment (id),
  account_id    {{.Text}} not null references account (id),
  conflict      boolean not null,
  declared_at   {{.Text}} not null,
  scored_at     {{.Text}},
  primary key (secondment_id, account_id)
);
create index secondment_stance_account on secondment_stance (account_id);

create table secondment_score (
  id            {{.Text}} primary key,
  secondment_id {{.Text}} not null references secondment (id),
  account_id    {{.Text}} not null references account (id),
  scores        text not null,                 -- sealed: a score for each criterion, and words
  unique (secondment_id, account_id)
);
create index secondment_score_account on secondment_score (account_id);

-- What is to be done before somebody comes into post. Clearance and health: only that it was seen, when and by whom.
create table secondment_formality (
  id            {{.Text}} primary key,
  secondment_id {{.Text}} not null references secondment (id),
  code          {{.Text}} not null,
  name          text not null,
  owner         {{.Text}} not null,            -- office, party, secondee
  required      boolean not null,
  due_on        {{.Text}},
  seen_on       {{.Text}},
  seen_by       text not null default '',
  seen_actor    {{.Text}} not null default '',
  valid_until   {{.Text}},
  warn_days     integer not null default 30,
  warned_on     {{.Text}},
  unique (secondment_id, code)
);
create index secondment_formality_actor on secondment_formality (seen_actor);
create index secondment_formality_valid on secondment_formality (valid_until, id);

-- An item of the work plan.
create table secondment_task (
  id            {{.Text}} primary key,
  secondment_id {{.Text}} not null references secondment (id),
  title         text not null,
  from_on       {{.Text}} not null,
  to_on         {{.Text}} not null,
  progress      integer not null default 0,    -- per cent
  version       integer not null default 1,
  at            {{.Text}} not null
);
create index secondment_task_secondment on secondment_task (secondment_id, from_on, id);

-- Another end than the one agreed: an extension, which both Co-Managers approve, or a curtailment.
create table secondment_change (
  id            {{.Text}} primary key,
  secondment_id {{.Text}} not null references secondment (id),
  end_on        {{.Text}} not null,
  state         {{.Text}} not null,            -- proposed, made, refused
  by_actor      {{.Text}} not null,
  by_name       text not null,
  at            {{.Text}} not null
);
create index secondment_change_secondment on secondment_change (secondment_id, id);

create table secondment_file (
  id            {{.Text}} primary key,
  secondment_id {{.Text}} not null references secondment (id),
  kind          {{.Text}} not null,            -- cv, form, note, letter, formality, report
  title         text not null,
  file_id       {{.Text}} not null references file (id),
  label         {{.Text}} not null,
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index secondment_file_secondment on secondment_file (secondment_id, id);
create index secondment_file_actor on secondment_file (by_actor);

-- +goose Down
drop table secondment_file; drop table secondment_change; drop table secondment_task; drop table secondment_formality; drop table secondment_score;
drop table secondment_stance; drop table secondment_check; drop table secondment_approval; drop table secondment_step; drop table secondment;
drop table assignment_panel; drop table assignment_call; drop table assignment_cost; drop table assignment; drop table secondment_desk;
