-- +goose Up
-- Who completed what: a training that an activity delivered, or a secondment. Written by the rooms that know.
create table completion (
  id           {{.Text}} primary key,
  kind         {{.Text}} not null,            -- delivery, secondment
  record_id    {{.Text}} not null,            -- of the activity or the secondment
  activity_id  {{.Text}} references activity (id), -- null for a secondment
  person_id    {{.Text}} not null references person (id),
  party_id     {{.Text}} not null references party (id), -- for which the person took part
  title        text not null,
  criteria     text not null,                 -- what it took
  from_on      {{.Text}} not null,
  to_on        {{.Text}} not null,
  hours        integer not null default 0,    -- 0: not counted
  completed_on {{.Text}} not null,
  retracted_at {{.Text}},                     -- taken back: it counts no more
  created_at   {{.Text}} not null,
  updated_at   {{.Text}} not null,
  unique (kind, record_id, person_id)
);
create index completion_person on completion (person_id, completed_on);
create index completion_party on completion (party_id, completed_on);
create index completion_activity on completion (activity_id);
create index completion_day on completion (completed_on, id);

-- The keys that sign credentials. The public half stays for good, so that what it signed can be verified.
create table issuing_key (
  id         {{.Text}} primary key,           -- the thumbprint of the public key
  public     text not null,                   -- JWK
  private    text not null,                   -- JWK, sealed; empty once the key is ended
  created_at {{.Text}} not null,
  ended_at   {{.Text}},                       -- signs no more
  distrusted_at {{.Text}}                     -- may be known to others: what it signed counts no more
);
-- One key signs at a time.
create unique index issuing_key_active on issuing_key ((1)) where ended_at is null;

-- A certificate of a completion, with what it says as it said it.
create table certificate (
  id            {{.Text}} primary key,
  completion_id {{.Text}} not null references completion (id),
  person_id     {{.Text}} not null references person (id),
  year          integer not null,
  serial        integer not null,             -- with the year the number under which it is filed
  state         {{.Text}} not null,           -- prepared, issued, revoked, dropped
  name          text not null,                -- as it stands on the certificate
  title         text not null,
  criteria      text not null,
  from_on       {{.Text}} not null,
  to_on         {{.Text}} not null,
  hours         integer not null,
  code          {{.Text}} not null unique,    -- of the page that verifies it
  salt          text not null default '',
  identity      text not null default '',     -- hash of the e-mail address, or of the name where there is none
  identity_kind {{.Text}} not null default '', -- emailAddress, name
  key_id        {{.Text}} references issuing_key (id),
  credential    text not null default '',     -- the signed credential
  link_id       {{.Text}} not null default '',
  prepared_at   {{.Text}} not null,
  prepared_by   {{.Text}} not null,           -- actor
  issued_at     {{.Text}},
  ended_at      {{.Text}},                    -- revoked or dropped
  reason        text not null default '',
  tried_on      {{.Text}},                    -- the day on which it was asked last to whom it belongs
  tries         integer not null default 0,   -- and how often on that day
  version       integer not null default 1,
  unique (year, serial)
);
-- One certificate stands for a completion.
create unique index certificate_standing on certificate (completion_id) where state in ('prepared', 'issued');
create index certificate_completion on certificate (completion_id);
create index certificate_person on certificate (person_id, prepared_at);
create index certificate_state on certificate (state, prepared_at, id);
create index certificate_key on certificate (key_id);

-- Who signed a certificate.
create table certificate_signature (
  certificate_id {{.Text}} not null references certificate (id),
  by_actor       {{.Text}} not null,
  by_name        text not null,
  post           text not null,               -- the post under the name
  party_id       {{.Text}} not null default '',
  at             {{.Text}} not null,
  primary key (certificate_id, by_actor)
);

-- +goose Down
drop table certificate_signature; drop table certificate; drop table issuing_key; drop table completion;
