-- +goose Up
-- Each load of a mechanism pack, with the files as they were read.
create table pack (
  id        {{.Text}} primary key,
  name      {{.Text}} not null,
  version   {{.Text}} not null,
  loaded_at {{.Text}} not null,
  loaded_by {{.Text}} not null,
  source    text not null            -- JSON: the whole parsed pack
);

-- One word of one configured list: a membership status, an activity kind, a topic …
create table term (
  list     {{.Text}} not null,
  code     {{.Text}} not null,
  name     text not null,
  plural   text not null default '',
  parent   {{.Text}} not null default '',
  position integer not null,
  counts   {{.Text}} not null default '',  -- what it counts as in figures: state, organisation, member, observer …
  active   boolean not null default true,
  extra    text not null default '{}',     -- JSON: what only this list has
  primary key (list, code)
);

create table holiday (
  day   {{.Text}} not null,
  scope {{.Text}} not null,                -- "" for the mechanism, or a party code
  name  text not null,
  primary key (day, scope)
);

-- +goose Down
drop table holiday; drop table term; drop table pack;
