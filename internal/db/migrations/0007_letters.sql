-- +goose Up
-- A letter of an activity: written once, sent to many.
create table letter (
  id          {{.Text}} primary key,
  activity_id {{.Text}} not null references activity (id),
  kind        {{.Text}} not null,          -- invitation, reminder, registration, confirmation, substitution, not_selected, note
  language    {{.Text}} not null default '', -- BCP 47: dates and countries are written in it
  subject     text not null,
  body        text not null,               -- Markdown with placeholders
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);
create index letter_activity on letter (activity_id, kind);

-- The outbox: one row a mail, written in the transaction that causes it.
create table message (
  id          {{.Text}} primary key,
  letter_id   {{.Text}} references letter (id),
  kind        {{.Text}} not null,          -- of the letter, or what else caused it
  activity_id {{.Text}} not null default '',
  party_id    {{.Text}} not null default '',
  person_id   {{.Text}} not null default '',
  once_key    {{.Text}} unique,            -- the same cause never queues two mails
  to_name     text not null,
  to_address  text not null,
  subject     text not null,
  body        text not null,               -- Markdown; links as {{"{{link:ID}}"}} until the moment of sending
  header_id   {{.Text}} not null unique,   -- Message-ID, the same at every try
  state       {{.Text}} not null,          -- queued, sending, sent, failed
  tries       integer not null default 0,
  last_error  text not null default '',
  queued_at   {{.Text}} not null,
  next_at     {{.Text}},                   -- when to try again
  tried_at    {{.Text}},
  sent_at     {{.Text}},
  answered_at {{.Text}}
);
create index message_state on message (state, queued_at, id);
create index message_queued on message (queued_at, id);
create index message_letter on message (letter_id);
create index message_activity on message (activity_id, queued_at);
create index message_party on message (party_id, queued_at);
create index message_person on message (person_id, queued_at);

-- +goose Down
drop table message; drop table letter;
