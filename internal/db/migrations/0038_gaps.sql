-- +goose Up
-- Several States whose laws are held against the same instruments under one name.
create table gap_project (
  id            {{.Text}} primary key,
  title         text not null,
  purpose       text not null default '',
  initiative_id {{.Text}} references initiative (id),
  version       integer not null default 1,
  created_at    {{.Text}} not null
);
create index gap_project_created on gap_project (created_at, id);

-- The law of one State in a project.
create table gap_assessment (
  id         {{.Text}} primary key,
  project_id {{.Text}} not null references gap_project (id),
  party_id   {{.Text}} not null references party (id),
  label      {{.Text}} not null,              -- of what is being written; what is cleared carries its own
  version    integer not null default 1,
  begun_at   {{.Text}} not null,
  unique (project_id, party_id)
);
create index gap_assessment_party on gap_assessment (party_id, id);

-- The instruments of an assessment, each in the version that it is held against now.
create table gap_scope (
  assessment_id {{.Text}} not null references gap_assessment (id),
  instrument_id {{.Text}} not null references instrument (id),
  version_id    {{.Text}} not null references instrument_version (id),
  primary key (assessment_id, instrument_id)
);
create index gap_scope_version on gap_scope (version_id);

-- Who works on an assessment without being the secretariat: experts draft, observers read, one clears for the State.
create table gap_member (
  assessment_id {{.Text}} not null references gap_assessment (id),
  account_id    {{.Text}} not null references account (id),
  person_id     {{.Text}} not null references person (id),
  part          {{.Text}} not null,           -- expert, observer, clears
  note          text not null default '',     -- the note verbale that names them
  at            {{.Text}} not null,
  primary key (assessment_id, account_id)
);
create unique index gap_member_clears on gap_member (assessment_id) where part = 'clears';
create index gap_member_person on gap_member (person_id, assessment_id);
create index gap_member_account on gap_member (account_id);

-- One time that the law is looked at, as of one day.
create table gap_round (
  id            {{.Text}} primary key,
  assessment_id {{.Text}} not null references gap_assessment (id),
  number        integer not null,
  kind          {{.Text}} not null,           -- baseline, follow_up
  as_at         {{.Text}} not null,           -- the day of the law that is described
  state         {{.Text}} not null,           -- drafting, submitted, cleared
  opened_at     {{.Text}} not null,
  since         {{.Text}} not null,           -- when it came into this state
  version       integer not null default 1,
  unique (assessment_id, number)
);
create index gap_round_state on gap_round (state, since, id);

-- Each step of a round, with who, when and the words.
create table gap_step (
  id         {{.Text}} primary key,
  round_id   {{.Text}} not null references gap_round (id),
  verb       {{.Text}} not null,
  words      text not null default '',
  by_actor   {{.Text}} not null,
  by_name    text not null,
  at         {{.Text}} not null
);
create index gap_step_round on gap_step (round_id, id);
create index gap_step_actor on gap_step (by_actor);

-- What is written under one provision, as it stands. The row appears with the first answer.
create table gap_cell (
  round_id      {{.Text}} not null references gap_round (id),
  provision_id  {{.Text}} not null references provision (id),
  revision      integer not null,
  applicability {{.Text}} not null default '',
  de_jure       {{.Text}} not null default '',
  de_facto      {{.Text}} not null default '',
  confidence    {{.Text}} not null default '',
  label         {{.Text}} not null default '', -- proposed for the clearance; '' is that of the whole
  answer        text not null,                -- the whole answer as JSON
  by_actor      {{.Text}} not null,
  by_name       text not null,
  at            {{.Text}} not null,
  primary key (round_id, provision_id)
);
create index gap_cell_provision on gap_cell (provision_id);
create index gap_cell_actor on gap_cell (by_actor);

-- Every state that a cell was ever in. Rows are never changed.
create table gap_revision (
  round_id     {{.Text}} not null references gap_round (id),
  provision_id {{.Text}} not null references provision (id),
  revision     integer not null,
  answer       text not null,
  how          {{.Text}} not null,            -- edit, merge, reuse, proposal, questionnaire, carry
  note         text not null default '',
  by_actor     {{.Text}} not null,
  by_name      text not null,
  at           {{.Text}} not null,
  primary key (round_id, provision_id, revision)
);
create index gap_revision_actor on gap_revision (by_actor);

-- What the State cleared, frozen: all that others read. label says for whom.
create table gap_cleared (
  round_id      {{.Text}} not null references gap_round (id),
  provision_id  {{.Text}} not null references provision (id),
  assessment_id {{.Text}} not null references gap_assessment (id),
  party_id      {{.Text}} not null references party (id),
  project_id    {{.Text}} not null references gap_project (id),
  instrument_id {{.Text}} not null references instrument (id),
  number        integer not null,             -- of the round
  revision      integer not null,
  applicability {{.Text}} not null,
  de_jure       {{.Text}} not null,
  de_facto      {{.Text}} not null,
  confidence    {{.Text}} not null,
  assistance    text not null,                -- terms of list help_type, between spaces
  label         {{.Text}} not null,
  clearance_id  {{.Text}} not null,
  answer        text not null,
  at            {{.Text}} not null,
  primary key (round_id, provision_id)
);
create index gap_cleared_instrument on gap_cleared (instrument_id, party_id, number, round_id, provision_id, label, applicability, de_jure, de_facto, assistance);
create index gap_cleared_provision on gap_cleared (provision_id, party_id, number);
create index gap_cleared_party on gap_cleared (party_id, number);
create index gap_cleared_assessment on gap_cleared (assessment_id, number);

-- The State's word: what was cleared, under which note verbale, and what was taken back.
create table gap_clearance (
  id          {{.Text}} primary key,
  round_id    {{.Text}} not null references gap_round (id),
  verb        {{.Text}} not null,             -- clear, take_back
  note_number text not null default '',
  note_on     {{.Text}},
  words       text not null default '',
  cells       integer not null,
  withheld    integer not null default 0,
  by_actor    {{.Text}} not null,
  by_name     text not null,
  at          {{.Text}} not null
);
create index gap_clearance_round on gap_clearance (round_id, id);
create index gap_clearance_actor on gap_clearance (by_actor);

-- What others say of a cell, and whole texts that they propose for it.
create table gap_comment (
  id           {{.Text}} primary key,
  round_id     {{.Text}} not null references gap_round (id),
  provision_id {{.Text}} not null references provision (id),
  words        text not null default '',
  proposal     text not null default '',      -- an answer as JSON
  base         integer not null default 0,    -- the revision that it was written upon
  state        {{.Text}} not null,            -- said; of a proposal: open, taken, declined
  decided      text not null default '',      -- why
  decided_by   {{.Text}} not null default '',
  decided_name text not null default '',
  by_actor     {{.Text}} not null,
  by_name      text not null,
  at           {{.Text}} not null
);
create index gap_comment_cell on gap_comment (round_id, provision_id, id);
create index gap_comment_open on gap_comment (round_id, state);
create index gap_comment_actor on gap_comment (by_actor);
create index gap_comment_decided on gap_comment (decided_by);

-- What is to be done in a round, phase by phase.
create table gap_task (
  id          {{.Text}} primary key,
  round_id    {{.Text}} not null references gap_round (id),
  phase       {{.Text}} not null,
  title       text not null,
  due_on      {{.Text}},
  account_id  {{.Text}} references account (id),
  activity_id {{.Text}} references activity (id),
  state       {{.Text}} not null,             -- open, done
  words       text not null default '',
  version     integer not null default 1,
  at          {{.Text}} not null
);
create index gap_task_round on gap_task (round_id, due_on, id);
create index gap_task_account on gap_task (account_id, state);
create index gap_task_activity on gap_task (activity_id);

-- What an activity of the assessment, such as a focus group, found under a provision. Nobody is named in it.
create table gap_finding (
  id           {{.Text}} primary key,
  round_id     {{.Text}} not null references gap_round (id),
  provision_id {{.Text}} not null references provision (id),
  activity_id  {{.Text}} not null references activity (id),
  kind         {{.Text}} not null,            -- practice, gap, challenge, good_practice
  words        text not null,
  by_actor     {{.Text}} not null,
  by_name      text not null,
  at           {{.Text}} not null
);
create index gap_finding_cell on gap_finding (round_id, provision_id, id);
create index gap_finding_activity on gap_finding (activity_id, id);
create index gap_finding_actor on gap_finding (by_actor);

-- From where an answer was taken over, field by field.
create table gap_origin (
  round_id     {{.Text}} not null references gap_round (id),
  provision_id {{.Text}} not null references provision (id),
  source_id    {{.Text}} not null references provision (id),
  revision     integer not null,              -- of the cell, into which it went
  source       integer not null,              -- the revision of the source
  coverage     {{.Text}} not null,            -- whole, part
  path         text not null,                 -- the provisions between, in words
  fields       text not null,
  at           {{.Text}} not null,
  primary key (round_id, provision_id, source_id, revision)
);
create index gap_origin_provision on gap_origin (provision_id);
create index gap_origin_source on gap_origin (source_id);
