-- +goose Up
-- What a State is advised to do after an assessment of its law.
create table recommendation (
  id            {{.Text}} primary key,
  assessment_id {{.Text}} not null references gap_assessment (id),
  party_id      {{.Text}} not null references party (id),
  title         text not null,
  words         text not null default '',
  owner_id      {{.Text}} references party (id), -- the State, or an agency of it
  office        text not null default '',        -- the post or office that answers for it; never a person
  due_on        {{.Text}},
  priority      {{.Text}} not null,              -- high, medium, low
  state         {{.Text}} not null,
  since         {{.Text}} not null,              -- the day on which it came into this state
  label         {{.Text}} not null,
  version       integer not null default 1,
  created_at    {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index recommendation_assessment on recommendation (assessment_id, id);
create index recommendation_party on recommendation (party_id, id);
create index recommendation_state on recommendation (state, due_on);
create index recommendation_owner on recommendation (owner_id);
create index recommendation_actor on recommendation (by_actor);

create table recommendation_provision (
  recommendation_id {{.Text}} not null references recommendation (id),
  provision_id      {{.Text}} not null references provision (id),
  primary key (recommendation_id, provision_id)
);
create index recommendation_provision_of on recommendation_provision (provision_id);

-- Every step, and what was noted on the way.
create table recommendation_step (
  id                {{.Text}} primary key,
  recommendation_id {{.Text}} not null references recommendation (id),
  verb              {{.Text}} not null,
  state_from        {{.Text}} not null,
  state_to          {{.Text}} not null,
  on_date           {{.Text}} not null,
  words             text not null default '',
  by_actor          {{.Text}} not null,
  by_name           text not null,
  at                {{.Text}} not null
);
create index recommendation_step_of on recommendation_step (recommendation_id, id);
create index recommendation_step_actor on recommendation_step (by_actor);

-- What was asked for because of a recommendation.
create table recommendation_request (
  recommendation_id {{.Text}} not null references recommendation (id),
  request_id        {{.Text}} not null references support_request (id),
  at                {{.Text}} not null,
  primary key (recommendation_id, request_id)
);
create index recommendation_request_request on recommendation_request (request_id);

-- What was asked for because an answer of an assessment needs it: once for each kind of help under a provision.
create table need_request (
  assessment_id {{.Text}} not null references gap_assessment (id),
  provision_id  {{.Text}} not null references provision (id),
  help          {{.Text}} not null,              -- term of list help_type
  request_id    {{.Text}} not null references support_request (id),
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null,
  primary key (assessment_id, provision_id, help)
);
create index need_request_request on need_request (request_id);
create index need_request_actor on need_request (by_actor);

-- +goose Down
drop table need_request; drop table recommendation_request; drop table recommendation_step; drop table recommendation_provision; drop table recommendation;
