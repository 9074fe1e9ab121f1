-- +goose Up
-- The results framework: a tree of impacts, outcomes and outputs.
create table framework_result (
  id          {{.Text}} primary key,
  code        {{.Text}} not null unique,
  level       {{.Text}} not null,          -- impact, outcome, output
  parent_id   {{.Text}} references framework_result (id),
  name        text not null,
  names       text not null default '{}',  -- JSON: language -> name in the pack's other languages
  description text not null default '',
  position    integer not null,
  active      boolean not null,
  version     integer not null default 1,
  updated_at  {{.Text}} not null
);

create table indicator (
  id             {{.Text}} primary key,
  code           {{.Text}} not null unique,
  result_id      {{.Text}} not null references framework_result (id),
  name           text not null,
  names          text not null default '{}',
  definition     text not null,
  unit           text not null default '',
  measure        {{.Text}} not null,       -- unit, percentage, nominal, ordinal, qualitative
  direction      {{.Text}} not null,       -- up, down, none
  computation    {{.Text}} not null,       -- of the catalogue; '' where values are entered
  dimensions     {{.Text}} not null,       -- separated by blanks
  frequency      {{.Text}} not null,       -- monthly, quarterly, half_yearly, yearly
  baseline       text not null default '',
  baseline_year  integer not null,         -- 0 without a baseline
  owner_post     {{.Text}} not null default '', -- kind of post
  owner_person_id {{.Text}} references person (id),
  source         text not null default '',
  position       integer not null,
  active         boolean not null,
  version        integer not null default 1,
  updated_at     {{.Text}} not null
);
create index indicator_result on indicator (result_id, position);

create table indicator_target (
  indicator_id {{.Text}} not null references indicator (id),
  period       {{.Text}} not null,         -- 2024-06, 2024-Q2, 2024-H1, 2024
  value        text not null,
  primary key (indicator_id, period)
);

-- One value of one period on its way to publication. What is published is never changed: a restatement is a new row.
create table indicator_value (
  id             {{.Text}} primary key,
  indicator_id   {{.Text}} not null references indicator (id),
  period         {{.Text}} not null,
  starts_on      {{.Text}} not null,
  ends_on        {{.Text}} not null,
  state          {{.Text}} not null,       -- proposed, approved, published, returned, withdrawn
  value          text not null,            -- a decimal number, or words where the indicator is qualitative
  computation    {{.Text}} not null,
  dimensions     {{.Text}} not null,
  definition     text not null,
  query          text not null,
  as_at          {{.Text}} not null,
  records        text not null,            -- JSON: what was counted, with the groups of each
  evidence       text not null default '',
  evidence_url   text not null default '',
  evidence_file_id {{.Text}} references file (id),
  reason         text not null default '', -- why it was typed, or restated
  returned       text not null default '', -- why it was sent back
  restates_id    {{.Text}} references indicator_value (id),
  current        boolean not null,         -- the latest published one of its period
  proposed_by    {{.Text}} not null,
  proposed_name  text not null,
  proposed_at    {{.Text}} not null,
  approved_by    {{.Text}} not null default '',
  approved_name  text not null default '',
  approved_at    {{.Text}},
  published_by   {{.Text}} not null default '',
  published_name text not null default '',
  published_at   {{.Text}},
  version        integer not null default 1
);
create index indicator_value_of on indicator_value (indicator_id, period, proposed_at);
create index indicator_value_current on indicator_value (current, indicator_id);
-- One value of a period is under way at a time, and one is current.
create unique index indicator_value_open on indicator_value (indicator_id, period) where state in ('proposed', 'approved');
create unique index indicator_value_once on indicator_value (indicator_id, period) where current;

-- Current values that the last check found no longer to hold.
create table indicator_failure (
  value_id   {{.Text}} primary key references indicator_value (id),
  value_now  text not null,
  checked_at {{.Text}} not null
);

-- +goose Down
drop table indicator_failure; drop table indicator_value; drop table indicator_target; drop table indicator; drop table framework_result;
