-- +goose Up
-- Accounts that are named as readers of a record: what their scope covers, they read whatever its label.
create table label_reader (
  kind       {{.Text}} not null,           -- person, activity, session, report
  record_id  {{.Text}} not null,
  account_id {{.Text}} not null references account (id),
  by_actor   {{.Text}} not null,
  at         {{.Text}} not null,
  primary key (kind, record_id, account_id)
);
create index label_reader_account on label_reader (account_id);

-- Each setting of a label that was not the default; the last one says who may loosen it.
create table label_change (
  id         {{.Text}} primary key,
  kind       {{.Text}} not null,
  record_id  {{.Text}} not null,
  label_from {{.Text}} not null,           -- "" when the record was entered
  label_to   {{.Text}} not null,
  reason     text not null default '',
  at         {{.Text}} not null,
  by_actor   {{.Text}} not null,
  by_name    text not null
);
create index label_change_record on label_change (kind, record_id, at, id);

-- A document carries the label of what it hangs on.
alter table file add column label {{.Text}} not null default '';
alter table file add column chatham boolean not null default false;
alter table activity add column chatham boolean not null default false;

-- +goose Down
alter table activity drop column chatham; alter table file drop column chatham; alter table file drop column label;
drop table label_change; drop table label_reader;
