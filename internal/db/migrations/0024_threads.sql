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

-- +goose Down
drop table thread_outside; drop table thread_link;
