-- +goose Up
-- A typed, dated link between any two records of the registers. It is never deleted: one that was wrong or is over is ended.
create table thread_link (
  id           {{.Text}} primary key,
  from_kind    {{.Text}} not null,
  from_id      {{.Text}} not null,
  type         {{.Text}} not null,         -- requested-by, led-to, informed-by …
  to_kind      {{.Text}} not null,
  to_id        {{.Text}} not null,
  on_date      {{.Text}} not null,         -- since when it holds
  label        {{.Text}} not null,
  evidence     text not null default '',   -- words or an address
  note         text not null default '',
  at           {{.Text}} not null,
  by_actor     {{.Text}} not null,
  by_name      text not null,
  ended_at     {{.Text}},
  ended_by     {{.Text}} not null default '',
  ended_name   text not null default '',
  ended_reason text not null default ''
);
-- Two records are linked in one way once at a time.
create unique index thread_link_live on thread_link (from_kind, from_id, type, to_kind, to_id) where ended_at is null;
create index thread_link_from on thread_link (from_kind, from_id, id);
create index thread_link_to on thread_link (to_kind, to_id, id);

-- Something that is kept elsewhere: by its title and, where it has one, its address.
create table thread_outside (
  id       {{.Text}} primary key,
  title    text not null,
  address  {{.Text}} not null default '',
  on_date  {{.Text}},
  label    {{.Text}} not null,
  version  integer not null default 1,
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create unique index thread_outside_address on thread_outside (address) where address <> '';

-- What a party asks for.
create table support_request (
  id              {{.Text}} primary key,
  year            integer not null,         -- of the receipt; with serial the number under which it is filed
  serial          integer not null,
  party_id        {{.Text}} not null references party (id),
  channel         {{.Text}} not null,       -- letter, meeting, mail, form
  received_on     {{.Text}} not null,
  document_no     text not null default '',
  subject         {{.Text}} not null,       -- term of list topic
  title           text not null,
  body            text not null default '',
  beneficiaries   text not null default '', -- institutions, a line each
  help            {{.Text}} not null,       -- term of list help_type
  languages       text not null default '', -- BCP 47, separated by blanks
  urgency         {{.Text}} not null,       -- normal, soon, urgent
  wanted_from     {{.Text}},
  wanted_to       {{.Text}},
  tried           text not null default '',
  summary_agreed  boolean not null,         -- the party agreed that the summary is published
  summary         text not null default '',
  label           {{.Text}} not null,
  state           {{.Text}} not null,
  acknowledge_by  {{.Text}} not null,
  respond_by      {{.Text}} not null,
  silence_until   {{.Text}},
  acknowledged_on {{.Text}},
  acknowledge_days integer not null default 0, -- working days of both sides, once it was acknowledged
  responded_on    {{.Text}},
  respond_days    integer not null default 0,
  delivered_on    {{.Text}},
  ask_on          {{.Text}},                -- when it is asked whether the request was met
  link_id         {{.Text}} not null default '', -- signed link of that question
  into_id         {{.Text}} references support_request (id), -- that it was merged into
  referred_to     text not null default '',
  version         integer not null default 1,
  created_at      {{.Text}} not null,
  updated_at      {{.Text}} not null,
  unique (year, serial)
);
create index support_request_received on support_request (received_on, id);
create index support_request_state on support_request (state, received_on, id);
create index support_request_party on support_request (party_id, received_on);
create index support_request_subject on support_request (subject, received_on);
create index support_request_ask on support_request (ask_on) where state = 'delivered';
create index support_request_late on support_request (acknowledge_by) where acknowledged_on is null;
create index support_request_unanswered on support_request (respond_by) where responded_on is null;
create index support_request_summary on support_request (received_on, id) where summary_agreed;

-- To whom it was circulated: who stands here reads it.
create table support_circulation (
  request_id {{.Text}} not null references support_request (id),
  party_id   {{.Text}} not null references party (id),
  at         {{.Text}} not null,
  primary key (request_id, party_id)
);
create index support_circulation_party on support_circulation (party_id, at);

-- Every step of a request, with who, when and why.
create table support_step (
  id         {{.Text}} primary key,
  request_id {{.Text}} not null references support_request (id),
  verb       {{.Text}} not null,
  state_from {{.Text}} not null,
  state_to   {{.Text}} not null,
  words      text not null default '',
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index support_step_request on support_step (request_id, id);

-- What a party offers.
create table support_offer (
  id          {{.Text}} primary key,
  party_id    {{.Text}} not null references party (id),
  request_id  {{.Text}} references support_request (id), -- in answer to it
  subject     {{.Text}} not null,
  title       text not null,
  body        text not null default '',
  help        {{.Text}} not null,
  languages   text not null default '',
  to_kinds    text not null default '',     -- kinds of party, separated by blanks; empty for all
  to_regions  text not null default '',     -- a line each; empty for all
  limits      text not null default '',
  valid_from  {{.Text}} not null,
  valid_until {{.Text}},
  post_id     {{.Text}} references post (id), -- whom to ask
  contact     text not null default '',
  label       {{.Text}} not null,
  state       {{.Text}} not null,           -- open, withdrawn
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);
create index support_offer_subject on support_offer (subject, state);
create index support_offer_party on support_offer (party_id, created_at);
create index support_offer_created on support_offer (created_at, id);
create index support_offer_request on support_offer (request_id);
create index support_offer_post on support_offer (post_id);

-- A request and an offer that an officer proposes to bring together.
create table support_match (
  id           {{.Text}} primary key,
  request_id   {{.Text}} not null references support_request (id),
  offer_id     {{.Text}} not null references support_offer (id),
  state        {{.Text}} not null,          -- proposed, agreed, refused
  reasons      text not null default '',
  at           {{.Text}} not null,
  by_actor     {{.Text}} not null,
  by_name      text not null,
  asker_answer {{.Text}} not null default '', -- yes, no
  asker_words  text not null default '',
  giver_answer {{.Text}} not null default '',
  giver_words  text not null default '',
  unique (request_id, offer_id)
);
create index support_match_offer on support_match (offer_id);

-- What was done.
create table support_response (
  id          {{.Text}} primary key,
  request_id  {{.Text}} not null references support_request (id),
  kind        {{.Text}} not null,           -- term of list help_type, or referral
  title       text not null,
  words       text not null default '',
  on_date     {{.Text}} not null,
  activity_id {{.Text}} references activity (id),
  outside_id  {{.Text}} references thread_outside (id),
  at          {{.Text}} not null,
  by_actor    {{.Text}} not null,
  by_name     text not null
);
create index support_response_request on support_response (request_id, on_date);
create index support_response_activity on support_response (activity_id);

-- Whether it was met, as each side sees it.
create table support_fulfilment (
  request_id {{.Text}} not null references support_request (id),
  party_id   {{.Text}} not null references party (id),
  side       {{.Text}} not null,            -- asker, giver
  answer     {{.Text}} not null,            -- met, partly, not_met
  words      text not null default '',
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null,
  primary key (request_id, side, party_id)
);

-- A mail that belongs to no activity carries the label of what it is about.
alter table message add column label {{.Text}} not null default '';

-- +goose Down
alter table message drop column label;
drop table support_fulfilment; drop table support_response; drop table support_match; drop table support_offer; drop table support_step;
drop table support_circulation; drop table support_request;
drop table thread_outside; drop table thread_link;
