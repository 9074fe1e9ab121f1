-- +goose Up
-- An instrument by its code; what it says stands in its versions.
create table instrument (
  id         {{.Text}} primary key,
  code       {{.Text}} not null unique,
  latest_id  {{.Text}} not null,               -- the version in use
  created_at {{.Text}} not null
);

-- A library of provisions as it was loaded, never changed afterwards.
create table instrument_version (
  id            {{.Text}} primary key,
  instrument_id {{.Text}} not null references instrument (id),
  number        integer not null,
  title         text not null,
  short         text not null,
  language      text not null,
  adopted_on    {{.Text}},
  in_force_on   {{.Text}},
  draft         boolean not null,              -- not reviewed yet
  note          text not null,
  provider      text not null,
  copyright     text not null,
  source        text not null,
  published_on  {{.Text}},
  digest        {{.Text}} not null,            -- SHA-256 of body
  body          text not null,                 -- the file
  loaded_at     {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null,
  unique (instrument_id, number)
);
create index instrument_version_actor on instrument_version (by_actor);

-- A provision over all versions of its instrument.
create table provision (
  id            {{.Text}} primary key,
  instrument_id {{.Text}} not null references instrument (id),
  key           {{.Text}} not null,
  unique (instrument_id, key)
);

-- A provision as a version has it.
create table provision_text (
  version_id   {{.Text}} not null references instrument_version (id),
  provision_id {{.Text}} not null references provision (id),
  parent_id    {{.Text}} references provision (id),
  position     integer not null,               -- over the whole version, a parent before its children
  depth        integer not null,
  number       text not null,
  title        text not null,
  obligation   {{.Text}} not null,             -- shall, consider, may, general
  theme        {{.Text}} not null,             -- term of list theme, or empty
  assessable   boolean not null,
  text         text not null,
  url          text not null,
  guidance     text not null,                  -- a question in a line
  note         text not null,                  -- what the makers of the library say about it
  primary key (version_id, provision_id)
);
create index provision_text_position on provision_text (version_id, position);
create index provision_text_provision on provision_text (provision_id, version_id);

-- This provision of this version came of that one of the version before: it was split, merged or renamed.
create table provision_was (
  version_id   {{.Text}} not null references instrument_version (id),
  provision_id {{.Text}} not null references provision (id),
  was_id       {{.Text}} not null references provision (id),
  primary key (version_id, provision_id, was_id)
);
create index provision_was_was on provision_was (was_id);

-- What an answer under one provision says about another one.
create table instrument_mapping (
  id        {{.Text}} primary key,
  from_id   {{.Text}} not null references provision (id),
  to_id     {{.Text}} not null references provision (id),
  relation  {{.Text}} not null,                -- equal, subset, superset, intersect
  basis     {{.Text}} not null,                -- wording, meaning, purpose
  rationale text not null,
  draft     boolean not null,                  -- not reviewed yet
  source    {{.Text}} not null,                -- code of the set of mappings
  at        {{.Text}} not null,
  by_actor  {{.Text}} not null,
  by_name   text not null,
  unique (from_id, to_id)
);
create index instrument_mapping_to on instrument_mapping (to_id);
create index instrument_mapping_source on instrument_mapping (source);
create index instrument_mapping_actor on instrument_mapping (by_actor);

-- How a party stands to an instrument.
create table treaty_status (
  party_id      {{.Text}} not null references party (id),
  instrument_id {{.Text}} not null references instrument (id),
  signed_on     {{.Text}},
  consent_on    {{.Text}},                     -- the deposit of the instrument of ratification, accession, …
  consent_means {{.Text}} not null,            -- ratification, accession, acceptance, approval, succession, definitive_signature
  in_force_on   {{.Text}},
  ended_on      {{.Text}},                     -- from when a denunciation has effect
  source        text not null,
  url           text not null,
  version       integer not null default 1,
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null,
  primary key (party_id, instrument_id)
);
create index treaty_status_instrument on treaty_status (instrument_id, party_id);
create index treaty_status_actor on treaty_status (by_actor);

create table treaty_reservation (
  id            {{.Text}} primary key,
  party_id      {{.Text}} not null references party (id),
  instrument_id {{.Text}} not null references instrument (id),
  kind          {{.Text}} not null,            -- reservation, declaration
  made_on       {{.Text}},
  withdrawn_on  {{.Text}},
  provisions    text not null,                 -- keys of provisions, separated by blanks
  words         text not null,
  source        text not null,
  version       integer not null default 1,
  at            {{.Text}} not null,
  by_actor      {{.Text}} not null,
  by_name       text not null
);
create index treaty_reservation_party on treaty_reservation (party_id, instrument_id, id);
create index treaty_reservation_instrument on treaty_reservation (instrument_id, party_id);
create index treaty_reservation_actor on treaty_reservation (by_actor);

-- A file that somebody brought and that is looked at before it is taken: a library, mappings, or statuses.
create table instrument_upload (
  id       {{.Text}} primary key,
  kind     {{.Text}} not null,                 -- library, mappings, statuses
  name     text not null,
  body     text not null,
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create index instrument_upload_actor on instrument_upload (by_actor);

-- +goose Down
drop table instrument_upload;
drop table treaty_reservation; drop table treaty_status; drop table instrument_mapping; drop table provision_was; drop table provision_text;
drop table provision; drop table instrument_version; drop table instrument;
