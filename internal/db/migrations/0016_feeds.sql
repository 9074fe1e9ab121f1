-- +goose Up
-- A secret address under which somebody's calendar program reads their own programme.
create table calendar_feed (
  id         {{.Text}} primary key,
  account_id {{.Text}} not null references account (id),
  token_hash {{.Text}} not null unique,
  name       text not null,
  strong     boolean not null,          -- the session that made it was a strong one
  created_at {{.Text}} not null,
  used_at    {{.Text}},
  revoked_at {{.Text}}
);
create index calendar_feed_account on calendar_feed (account_id, created_at);

-- An address of another system that is told when something happens.
create table webhook (
  id             {{.Text}} primary key,
  url            text not null,
  kinds          text not null,         -- JSON list
  secret         text not null,         -- sealed
  old_secret     text not null,         -- sealed; signs beside the new one until old_until
  old_until      {{.Text}},
  state          {{.Text}} not null,    -- active, paused, gone, revoked
  created_at     {{.Text}} not null,
  created_by     text not null
);

create table webhook_delivery (
  id          {{.Text}} primary key,
  webhook_id  {{.Text}} not null references webhook (id),
  kind        {{.Text}} not null,
  record_kind {{.Text}} not null,
  record_id   {{.Text}} not null,
  happened_at {{.Text}} not null,
  state       {{.Text}} not null,       -- pending, delivered, failed
  tries       integer not null,
  status      integer not null,         -- of the last answer, 0 for none
  trouble     text not null,
  next_at     {{.Text}},
  tried_at    {{.Text}}
);
create index webhook_delivery_due on webhook_delivery (state, next_at);
create index webhook_delivery_hook on webhook_delivery (webhook_id, id);

-- How far the history has been read for webhooks.
create table webhook_cursor (
  one integer primary key,
  seq bigint not null
);

alter table signed_link add column seen_at {{.Text}};

-- +goose Down
alter table signed_link drop column seen_at; drop table webhook_cursor; drop table webhook_delivery; drop table webhook; drop table calendar_feed;
