-- +goose Up
-- A law of a State, as its register holds it: what it is called, since when it is in force, and by which names machines know it.
create table national_law (
  id          {{.Text}} primary key,
  party_id    {{.Text}} not null references party (id),
  kind        {{.Text}} not null,              -- constitution, code, law, act …
  number      text not null default '',
  year        integer not null,
  title       text not null,                   -- in its own language and script
  language    {{.Text}} not null,              -- BCP 47
  translation text not null default '',        -- of the title
  enacted_on  {{.Text}},
  from_on     {{.Text}},                       -- in force from
  to_on       {{.Text}},                       -- the last day in force
  url         text not null default '',
  akn         text not null default '',        -- IRI of the work in Akoma Ntoso
  eli         text not null default '',
  urn_lex     text not null default '',
  source      text not null default '',
  note        text not null default '',
  label       {{.Text}} not null,
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);
create index national_law_year on national_law (year, id);
create index national_law_party on national_law (party_id, year, id);
create index national_law_akn on national_law (akn);

-- What one law did to another: by_id amends, repeals, replaces or consolidates law_id.
create table law_change (
  id      {{.Text}} primary key,
  law_id  {{.Text}} not null references national_law (id),
  by_id   {{.Text}} not null references national_law (id),
  kind    {{.Text}} not null,
  on_date {{.Text}},
  note    text not null default '',
  unique (law_id, by_id, kind)
);
create index law_change_by on law_change (by_id);

-- The text of a law in one language, as it stood from a day on.
create table law_text (
  id       {{.Text}} primary key,
  law_id   {{.Text}} not null references national_law (id),
  language {{.Text}} not null,                 -- BCP 47
  from_on  {{.Text}} not null,
  to_on    {{.Text}},                          -- the last day, where the text itself says so
  title    text not null default '',
  iri      text not null default '',           -- of the expression in Akoma Ntoso
  digest   {{.Text}} not null,                 -- of the bytes that were read
  file_id  {{.Text}} references file (id),
  units    integer not null,
  replaced boolean not null default false,     -- another text of the same language and day was taken later
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null,
  unique (law_id, digest)
);
create index law_text_law on law_text (law_id, language, from_on);
create index law_text_file on law_text (file_id);
create index law_text_actor on law_text (by_actor);

-- A unit of a text: a part, an article, a paragraph.
create table law_provision (
  id         {{.Text}} primary key,
  text_id    {{.Text}} not null references law_text (id),
  eid        {{.Text}} not null,
  parent_eid {{.Text}} not null default '',
  position   integer not null,
  depth      integer not null,
  unit       {{.Text}} not null,               -- the element: chapter, article …
  num        text not null default '',
  heading    text not null default '',
  text       text not null default ''
);
create index law_provision_position on law_provision (text_id, position);
create index law_provision_eid on law_provision (text_id, eid);

-- A file with a text that was read and not taken yet: the rehearsal.
create table law_import (
  id       {{.Text}} primary key,
  law_id   {{.Text}} not null references national_law (id),
  file_id  {{.Text}} not null references file (id),
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create index law_import_law on law_import (law_id, by_actor);
create index law_import_file on law_import (file_id);
create index law_import_actor on law_import (by_actor);

-- A file that belongs to a law: the gazette, a translation.
create table law_file (
  id       {{.Text}} primary key,
  law_id   {{.Text}} not null references national_law (id),
  title    text not null,
  file_id  {{.Text}} not null references file (id),
  label    {{.Text}} not null,
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create index law_file_law on law_file (law_id, id);
create index law_file_file on law_file (file_id);
create index law_file_actor on law_file (by_actor);

-- +goose Down
drop table law_file;
drop table law_import;
drop table law_provision;
drop table law_text;
drop table law_change;
drop table national_law;
