-- +goose Up
create table person (
  id           {{.Text}} primary key,
  given        text not null,              -- the whole name, as the person writes it
  sort_form    text not null,
  sort_key     {{.Text}} not null,         -- folded sort_form: the order of lists
  name_key     {{.Text}} not null,         -- folded name without honorific, to find "the same" person
  address_form text not null default '',   -- Ms, H.E. Mr, Pol. Col.
  native_name  text not null default '',
  native_lang  {{.Text}} not null default '',
  sex          {{.Text}} not null default '', -- f, m, x, or "" for unknown: never guessed
  email        text not null default '',
  email_key    {{.Text}} not null default '',
  phone        text not null default '',
  label        {{.Text}} not null,
  version      integer not null default 1,
  created_at   {{.Text}} not null,
  updated_at   {{.Text}} not null
);
create index person_sort on person (sort_key, id);
create index person_email on person (email_key) where email_key <> '';
create index person_name on person (name_key);

-- Where a person works, dated.
create table affiliation (
  id         {{.Text}} primary key,
  person_id  {{.Text}} not null references person (id),
  party_id   {{.Text}} not null references party (id),
  position   text not null default '',
  unit       text not null default '',
  valid_from {{.Text}},
  valid_to   {{.Text}}
);
create index affiliation_person on affiliation (person_id, valid_from, id);
create index affiliation_party on affiliation (party_id, person_id);

-- Who holds a post, from when to when.
create table holding (
  id         {{.Text}} primary key,
  post_id    {{.Text}} not null references post (id),
  person_id  {{.Text}} not null references person (id),
  valid_from {{.Text}},
  valid_to   {{.Text}}
);
create index holding_post on holding (post_id, valid_from);
create index holding_person on holding (person_id);

-- What a person agreed to, or took back; the latest row of an item counts.
create table consent (
  id          {{.Text}} primary key,
  person_id   {{.Text}} not null references person (id),
  item        {{.Text}} not null,
  activity_id {{.Text}} not null default '',
  given       boolean not null,
  wording     text not null,
  at          {{.Text}} not null,
  by_actor    {{.Text}} not null
);
create index consent_person on consent (person_id, item, at);

-- An import: first a rehearsal, row by row, then taken.
create table import (
  id          {{.Text}} primary key,
  kind        {{.Text}} not null,          -- people, parties, participants
  activity_id {{.Text}} not null default '',
  file_id     {{.Text}} not null references file (id),
  options     text not null,               -- JSON: column mapping and choices
  state       {{.Text}} not null,          -- rehearsed, taken
  new_rows    integer not null,
  same_rows   integer not null,
  refused_rows integer not null,
  created_at  {{.Text}} not null,
  created_by  {{.Text}} not null,
  taken_at    {{.Text}}
);

create table import_row (
  import_id {{.Text}} not null references import (id),
  line      integer not null,              -- line of the file, the heading being line 1
  verdict   {{.Text}} not null,            -- new, same, refused
  cell      text not null default '',      -- the column at fault
  reason    text not null default '',
  cells     text not null,                 -- JSON: the row as read
  record_id {{.Text}} not null default '', -- the person or party that the row is, or became
  primary key (import_id, line)
);

-- +goose Down
drop table import_row; drop table import; drop table consent; drop table holding; drop table affiliation; drop table person;
