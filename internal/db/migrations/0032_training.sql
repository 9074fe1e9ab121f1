-- +goose Up
-- A course by its code. What it teaches stands in its versions; the label holds for all of them.
create table curriculum (
  id          {{.Text}} primary key,
  code        {{.Text}} not null unique,
  label       {{.Text}} not null,
  latest_id   {{.Text}} not null default '',  -- the newest version of all
  current_id  {{.Text}} not null default '',  -- the newest version in pilot or adopted; '' for none
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);

-- A version; what was tried or adopted is never changed, a change makes the next version.
create table curriculum_version (
  id            {{.Text}} primary key,
  curriculum_id {{.Text}} not null references curriculum (id),
  number        integer not null,
  state         {{.Text}} not null,           -- draft, submitted, pilot, adopted, retired
  title         text not null,
  summary       text not null default '',
  audience      text not null default '',
  languages     text not null default '',     -- separated by blanks
  min_presence  integer not null,             -- per cent of the hours
  needs_test    boolean not null default false,
  needs_plan    boolean not null default false,
  criteria      text not null default '',     -- what else is asked, in words
  changes       text not null default '',     -- what it changes of the version before, in words
  submitted_by  {{.Text}} not null default '',
  pilot_on      {{.Text}},
  adopted_on    {{.Text}},
  retired_on    {{.Text}},
  saved         integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null,
  unique (curriculum_id, number)
);
create index curriculum_version_state on curriculum_version (state, id);

create table curriculum_module (
  id          {{.Text}} primary key,
  version_id  {{.Text}} not null references curriculum_version (id),
  key         {{.Text}} not null,             -- the same in every version that has the module
  position    integer not null,
  title       text not null,
  objectives  text not null default '',
  minutes     integer not null,
  trainers    text not null default '',       -- what the trainers are to know
  topics      text not null default '',       -- terms of list topic, separated by blanks
  unique (version_id, key)
);
create index curriculum_module_version on curriculum_module (version_id, position);

create table curriculum_material (
  id         {{.Text}} primary key,
  module_id  {{.Text}} not null references curriculum_module (id),
  version_id {{.Text}} not null references curriculum_version (id),
  key        {{.Text}} not null,
  title      text not null,
  address    text not null default '',
  file_id    {{.Text}} references file (id),
  label      {{.Text}} not null
);
create index curriculum_material_version on curriculum_material (version_id, id);
create index curriculum_material_module on curriculum_material (module_id);

-- Every step of a version and every save of a draft: whoever saved one is among its authors.
create table curriculum_step (
  id         {{.Text}} primary key,
  version_id {{.Text}} not null references curriculum_version (id),
  verb       {{.Text}} not null,
  state_from {{.Text}} not null,
  state_to   {{.Text}} not null,
  words      text not null default '',
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index curriculum_step_version on curriculum_step (version_id, id);

-- What people who taught or took it found.
create table curriculum_feedback (
  id          {{.Text}} primary key,
  version_id  {{.Text}} not null references curriculum_version (id),
  module_key  {{.Text}} not null default '',
  activity_id {{.Text}} references activity (id),
  words       text not null,
  at          {{.Text}} not null,
  by_actor    {{.Text}} not null,
  by_name     text not null
);
create index curriculum_feedback_version on curriculum_feedback (version_id, id);
create index curriculum_feedback_activity on curriculum_feedback (activity_id);

-- An activity delivers a version to a cohort.
create table delivery (
  id            {{.Text}} primary key,
  activity_id   {{.Text}} not null unique references activity (id),
  curriculum_id {{.Text}} not null references curriculum (id),
  version_id    {{.Text}} not null references curriculum_version (id),
  min_presence  integer not null,             -- per cent of the hours
  lms_url       text not null default '',
  adapted       text not null default '',     -- what is otherwise than in the version, and why
  concluded_at  {{.Text}},
  saved         integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null
);
create index delivery_version on delivery (version_id);
create index delivery_curriculum on delivery (curriculum_id);

create table delivery_module (
  delivery_id {{.Text}} not null references delivery (id),
  module_id   {{.Text}} not null references curriculum_module (id),
  left_out    boolean not null default false,
  minutes     integer not null,
  primary key (delivery_id, module_id)
);
create index delivery_module_module on delivery_module (module_id);
create table delivery_session (
  delivery_id {{.Text}} not null references delivery (id),
  module_id   {{.Text}} not null references curriculum_module (id),
  session_id  {{.Text}} not null,             -- of the programme, or one that was taken out of it since
  primary key (delivery_id, module_id, session_id)
);
create table delivery_trainer (
  delivery_id {{.Text}} not null references delivery (id),
  module_id   {{.Text}} not null references curriculum_module (id),
  person_id   {{.Text}} not null references person (id),
  primary key (delivery_id, module_id, person_id)
);
create index delivery_trainer_person on delivery_trainer (person_id);

-- The selection of a cohort: rules, what was proposed, what was changed and why. It stays after it was decided.
create table selection (
  id          {{.Text}} primary key,
  delivery_id {{.Text}} not null references delivery (id),
  number      integer not null,
  state       {{.Text}} not null,             -- open, decided, dropped
  rules       text not null,                  -- JSON
  baseline    text not null,                  -- JSON: who had been confirmed before
  saved       integer not null default 1,
  proposed_at {{.Text}} not null,
  proposed_by text not null,
  decided_at  {{.Text}},
  decided_by  text not null default '',
  by_actor    {{.Text}} not null,
  decided_actor {{.Text}} not null default '',
  unique (delivery_id, number)
);
create table selection_line (
  id            {{.Text}} primary key,
  selection_id  {{.Text}} not null references selection (id),
  nomination_id {{.Text}} not null references nomination (id),
  position      integer not null,             -- in the order of nomination
  fresh         boolean not null,             -- nobody of the party had completed the curriculum then
  proposed      {{.Text}} not null,           -- confirmed, reserve, declined
  why           text not null,
  decision      {{.Text}} not null,
  place         integer not null default 0,   -- on the reserve list
  reason        text not null default '',     -- why it is otherwise than proposed
  at            {{.Text}},
  by_actor      {{.Text}} not null default '',
  by_name       text not null default '',
  unique (selection_id, nomination_id)
);
create index selection_line_nomination on selection_line (nomination_id);
create table selection_accepted (
  selection_id {{.Text}} not null references selection (id),
  rule         {{.Text}} not null,
  words        text not null,                 -- how it was broken
  reason       text not null,
  at           {{.Text}} not null,
  by_actor     {{.Text}} not null,
  by_name      text not null,
  primary key (selection_id, rule)
);

-- A correction of the register by hand; the latest of a person and session holds.
create table presence_correction (
  id            {{.Text}} primary key,
  delivery_id   {{.Text}} not null references delivery (id),
  nomination_id {{.Text}} not null references nomination (id),
  session_id    {{.Text}} not null,
  from_at       {{.Text}},                    -- null: was not there
  until_at      {{.Text}},
  reason        text not null,
  source        {{.Text}} not null,           -- hand, lms
  file_id       {{.Text}} not null default '', -- of the file from which it was taken
  undone        boolean not null default false,
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index presence_correction_delivery on presence_correction (delivery_id, id);
create index presence_correction_nomination on presence_correction (nomination_id);
create index presence_correction_file on presence_correction (file_id);

-- That somebody took the test or wrote the action plan, as noted by hand or read from a file.
create table delivery_evidence (
  id            {{.Text}} primary key,
  delivery_id   {{.Text}} not null references delivery (id),
  nomination_id {{.Text}} not null references nomination (id),
  kind          {{.Text}} not null,           -- test, plan
  on_date       {{.Text}} not null,
  score         text not null default '',
  words         text not null default '',
  file_id       {{.Text}} not null default '',
  undone        boolean not null default false,
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index delivery_evidence_delivery on delivery_evidence (delivery_id, id);
create index delivery_evidence_nomination on delivery_evidence (nomination_id);
create index delivery_evidence_file on delivery_evidence (file_id);

-- Who completed and who did not: by the rule, or by an exception with its reason.
create table delivery_result (
  delivery_id   {{.Text}} not null references delivery (id),
  nomination_id {{.Text}} not null references nomination (id),
  person_id     {{.Text}} not null references person (id),
  party_id      {{.Text}} not null references party (id),
  exception     {{.Text}} not null default '', -- completed, not_completed; '' where the rule holds
  reason        text not null default '',
  completed     boolean,                      -- null until it was concluded
  presence      integer not null default 0,   -- per cent, when it was concluded
  why           text not null default '',
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null,
  primary key (delivery_id, nomination_id)
);
create index delivery_result_person on delivery_result (person_id);
create index delivery_result_party on delivery_result (party_id);
create index delivery_result_nomination on delivery_result (nomination_id);

-- A file of a learning platform. The cells are kept until its good rows are taken.
create table lms_file (
  id          {{.Text}} primary key,
  delivery_id {{.Text}} not null references delivery (id),
  name        text not null,
  state       {{.Text}} not null,             -- read, taken, undone
  headings    text not null,                  -- JSON
  columns     text not null,                  -- JSON: what each column means
  row_count   integer not null default 0,
  taken_rows  integer not null default 0,
  saved       integer not null default 1,
  at          {{.Text}} not null,
  by_actor    {{.Text}} not null,
  by_name     text not null,
  taken_at    {{.Text}},
  undone_at   {{.Text}}
);
create index lms_file_delivery on lms_file (delivery_id, id);
create table lms_row (
  file_id       {{.Text}} not null references lms_file (id),
  line          integer not null,
  cells         text not null,                -- JSON; empty once the file was taken
  nomination_id {{.Text}} references nomination (id),
  words         text not null default '',     -- what was taken, or why not
  primary key (file_id, line)
);
create index lms_row_nomination on lms_row (nomination_id);

-- +goose Down
drop table lms_row; drop table lms_file; drop table delivery_result; drop table delivery_evidence; drop table presence_correction;
drop table selection_accepted; drop table selection_line; drop table selection;
drop table delivery_trainer; drop table delivery_session; drop table delivery_module; drop table delivery;
drop table curriculum_feedback; drop table curriculum_step; drop table curriculum_material; drop table curriculum_module; drop table curriculum_version; drop table curriculum;
