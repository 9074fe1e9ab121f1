-- +goose Up
-- A question of the item bank. A version that was reviewed never changes: a change makes the next version of its line.
create table assessment_item (
  id            {{.Text}} primary key,
  line_id       {{.Text}} not null,            -- the id of the first version
  number        integer not null,              -- of the version
  kind          {{.Text}} not null,
  topic         {{.Text}} not null default '', -- term of list topic
  points        integer not null,
  texts         text not null,                 -- JSON: by language
  answer        text not null,                 -- JSON: what is right
  state         {{.Text}} not null,
  written_by    {{.Text}} not null,            -- actor
  written_name  text not null,
  reviewed_by   {{.Text}} not null default '',
  reviewed_name text not null default '',
  reason        text not null default '',      -- why it was retired
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null,
  unique (line_id, number)
);
create index assessment_item_state on assessment_item (state, updated_at, id);
create index assessment_item_topic on assessment_item (topic, updated_at, id);
create index assessment_item_updated on assessment_item (updated_at, id);

-- The test of an activity: the same before and after it.
create table assessment_test (
  id            {{.Text}} primary key,
  activity_id   {{.Text}} not null unique references activity (id),
  title         text not null,
  intro         text not null default '',
  shuffle       boolean not null,
  seed          {{.Text}} not null,
  state         {{.Text}} not null,            -- draft, or fixed: its questions stand
  before_opens  {{.Text}},
  before_closes {{.Text}},
  after_opens   {{.Text}},
  after_closes  {{.Text}},
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null
);

create table assessment_test_item (
  test_id {{.Text}} not null references assessment_test (id),
  item_id {{.Text}} not null references assessment_item (id),
  place   integer not null,
  primary key (test_id, item_id)
);
create index assessment_test_item_item on assessment_test_item (item_id);

-- Who takes a test, and under which code on paper.
create table assessment_taker (
  id            {{.Text}} primary key,
  test_id       {{.Text}} not null references assessment_test (id),
  activity_id   {{.Text}} not null references activity (id),
  person_id     {{.Text}} not null references person (id),
  party_id      {{.Text}} not null references party (id),
  code          {{.Text}} not null,
  link_id       {{.Text}} not null default '',
  party_may_see boolean not null,              -- the person lets the own focal point read the scores
  asked_before  {{.Text}},
  asked_after   {{.Text}},
  unique (test_id, person_id),
  unique (test_id, code)
);
create index assessment_taker_person on assessment_taker (person_id);
create index assessment_taker_party on assessment_taker (party_id);
create index assessment_taker_activity on assessment_taker (activity_id);

-- One way through the test. Score and possible are worked out from the answers by rule, and kept so that figures can count them.
create table assessment_sitting (
  id           {{.Text}} primary key,
  taker_id     {{.Text}} not null references assessment_taker (id),
  test_id      {{.Text}} not null references assessment_test (id),
  phase        {{.Text}} not null,             -- before, after
  source       {{.Text}} not null,             -- own, paper
  language     {{.Text}} not null,
  state        {{.Text}} not null,             -- draft, submitted
  answers      text not null,                  -- JSON; empty once the person was erased
  score        integer not null default 0,
  possible     integer not null default 0,
  saved_at     {{.Text}} not null,
  submitted_at {{.Text}},
  version      integer not null default 1,
  unique (taker_id, phase)
);
create index assessment_sitting_test on assessment_sitting (test_id, phase, state);

-- Wordings of a short answer that an officer accepted besides those of the item: for everybody who wrote them at this test.
create table assessment_accepted (
  test_id  {{.Text}} not null references assessment_test (id),
  item_id  {{.Text}} not null references assessment_item (id),
  folded   {{.Text}} not null,
  reason   text not null,
  by_actor {{.Text}} not null,
  by_name  text not null,
  at       {{.Text}} not null,
  primary key (test_id, item_id, folded)
);

-- What those who took part are asked about an activity, anonymously.
create table evaluation (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null unique references activity (id),
  intro       text not null default '',
  questions   text not null,                   -- JSON; from the opening on they stand
  state       {{.Text}} not null,              -- draft, open, closed
  closes_at   {{.Text}},
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);

-- Who may answer once. That it was used is kept, when is not.
create table evaluation_ticket (
  evaluation_id {{.Text}} not null references evaluation (id),
  person_id     {{.Text}} not null references person (id),
  link_id       {{.Text}} not null default '',
  used          boolean not null,
  primary key (evaluation_id, person_id)
);
create index evaluation_ticket_person on evaluation_ticket (person_id);

-- The answers, without time, person or link. They are written anew in another order whenever one comes in.
create table evaluation_answer (
  id            {{.Text}} primary key,
  evaluation_id {{.Text}} not null references evaluation (id),
  answers       text not null
);
create index evaluation_answer_evaluation on evaluation_answer (evaluation_id);

-- What somebody who took part means to change at home.
create table action_plan (
  id            {{.Text}} primary key,
  activity_id   {{.Text}} not null references activity (id),
  person_id     {{.Text}} not null references person (id),
  party_id      {{.Text}} not null references party (id),
  topic         {{.Text}} not null default '', -- term of list topic
  from_supervisor text not null default '',    -- support that is needed
  from_office   text not null default '',
  party_may_see boolean not null,
  may_propose   boolean not null,              -- what changed may be proposed as an outcome
  label         {{.Text}} not null,
  state         {{.Text}} not null,
  signed_on     {{.Text}},
  follow_on     {{.Text}},                     -- when it is asked what became of it
  asked_at      {{.Text}},
  reminded_at   {{.Text}},
  followed_on   {{.Text}},
  reason        text not null default '',      -- why it was closed without an answer
  link_id       {{.Text}} not null default '',
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  updated_at    {{.Text}} not null,
  unique (activity_id, person_id)
);
create index action_plan_person on action_plan (person_id);
create index action_plan_party on action_plan (party_id, created_at, id);
create index action_plan_state on action_plan (state, follow_on);
create index action_plan_created on action_plan (created_at, id);

create table action_plan_action (
  id         {{.Text}} primary key,
  plan_id    {{.Text}} not null references action_plan (id),
  place      integer not null,
  what       text not null,
  with_whom  text not null default '',
  by_when    {{.Text}},
  status     {{.Text}} not null default '',    -- done, in_part, not_done, no_longer; empty before the follow-up
  changed    text not null default '',
  evidence   text not null default '',
  address    text not null default '',
  file_id    {{.Text}} references file (id),
  obstacles  text not null default '',
  outcome_id {{.Text}} references outcome (id),
  level      integer not null default 0,       -- of Kirkpatrick, once an outcome was proposed: 3 behaviour, 4 results
  unique (plan_id, place)
);
create index action_plan_action_outcome on action_plan_action (outcome_id);

-- Every step of a plan.
create table action_plan_step (
  id       {{.Text}} primary key,
  plan_id  {{.Text}} not null references action_plan (id),
  verb     {{.Text}} not null,
  state_to {{.Text}} not null,
  words    text not null default '',
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create index action_plan_step_plan on action_plan_step (plan_id, id);

-- +goose Down
drop table action_plan_step; drop table action_plan_action; drop table action_plan;
drop table evaluation_answer; drop table evaluation_ticket; drop table evaluation;
drop table assessment_accepted; drop table assessment_sitting; drop table assessment_taker; drop table assessment_test_item; drop table assessment_test; drop table assessment_item;
