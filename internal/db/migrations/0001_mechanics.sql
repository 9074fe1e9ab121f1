-- +goose Up
create table setting (
  key   {{.Text}} primary key,
  value text not null
);

-- Every change, in the same transaction as the change itself. Append-only.
create table audit (
  seq         {{.Serial}},
  at          {{.Text}} not null,
  actor       {{.Text}} not null,   -- account:…, link:…, system
  actor_name  text not null,
  action      {{.Text}} not null,   -- "delegations.confirm"
  record_kind {{.Text}} not null,
  record_id   {{.Text}} not null,
  detail      text not null         -- JSON: what changed
);
create index audit_record on audit (record_kind, record_id, seq);

-- What a request with this key led to, so that a repeated request leads to nothing more.
create table idempotency (
  actor       {{.Text}} not null,
  key         {{.Text}} not null,
  part        integer not null,
  fingerprint text not null,
  result      text not null,
  at          {{.Text}} not null,
  constraint idempotency_pkey primary key (actor, key, part)
);
create index idempotency_at on idempotency (at);

-- Folded words of every record that can be searched.
create table search_term (
  kind      {{.Text}} not null,
  term      {{.Text}} not null,
  record_id {{.Text}} not null,
  primary key (kind, term, record_id)
){{if not .PG}} without rowid{{end}};
create index search_term_record on search_term (kind, record_id, term);

-- Uploaded files; the bytes are kept by content hash outside the database.
create table file (
  id         {{.Text}} primary key,
  sha256     {{.Text}} not null,
  name       text not null,
  media_type text not null,
  bytes      bigint not null,
  created_at {{.Text}} not null,
  created_by {{.Text}} not null
);

-- +goose Down
drop table file; drop table search_term; drop table idempotency; drop table audit; drop table setting;
