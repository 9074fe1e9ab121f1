-- +goose Up
-- The keys in use, without the keys: a word that only the right one can have sealed.
create table sealing_key (
  id      {{.Text}} primary key,
  made_at {{.Text}} not null,
  proof   text not null
);

-- How far each sealed column has been moved to a key.
create table sealing_walk (
  table_name  {{.Text}} not null,
  column_name {{.Text}} not null,
  key_id      {{.Text}} not null,
  cursor      {{.Text}} not null,
  first       boolean not null,
  done        boolean not null,
  primary key (table_name, column_name)
);

-- Secrets of the installation that stay the same when keys change, sealed.
create table sealed_secret (
  name  {{.Text}} primary key,
  value text not null
);

-- A fingerprint that only the installation's secret can make, so that it does not tell what a file holds.
alter table file rename column sha256 to digest;
create index file_by on file (created_by, created_at);

-- Content that the scanner refused: it does not come back under another name.
create table quarantine (
  digest     {{.Text}} primary key,
  found      text not null,
  at         {{.Text}} not null,
  created_by {{.Text}} not null
);

-- +goose Down
drop table quarantine; drop index file_by; alter table file rename column digest to sha256;
drop table sealed_secret; drop table sealing_walk; drop table sealing_key;
