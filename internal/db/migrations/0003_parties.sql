-- +goose Up
create table party (
  id          {{.Text}} primary key,
  code        {{.Text}} unique,            -- from the pack or an import; NULL where none
  kind        {{.Text}} not null,          -- term of list party_kind
  name        text not null,               -- the name the mechanism uses
  short_name  text not null default '',
  formal_name text not null default '',
  iso         {{.Text}} not null default '',
  region      {{.Text}} not null default '',
  parent_id   {{.Text}} references party (id),
  sort_key    {{.Text}} not null,
  name_key    {{.Text}} not null,          -- folded name, to find "the same" party
  version     integer not null default 1,
  created_at  {{.Text}} not null,
  updated_at  {{.Text}} not null
);
create index party_parent on party (parent_id);
create index party_sort on party (sort_key, id);
create index party_name_key on party (name_key);

-- A party's dated status. valid_to is the last day, NULL while it lasts.
create table membership (
  id         {{.Text}} primary key,
  party_id   {{.Text}} not null references party (id),
  status     {{.Text}} not null,
  valid_from {{.Text}},
  valid_to   {{.Text}},
  note       text not null default ''
);
create index membership_party on membership (party_id, valid_from);

create table body (
  id                 {{.Text}} primary key,
  code               {{.Text}} unique,
  name               text not null,
  kind               {{.Text}} not null default '',
  parent_id          {{.Text}} references body (id),
  terms_of_reference text not null default '',
  valid_from         {{.Text}},
  valid_to           {{.Text}},
  position           integer not null default 0,
  version            integer not null default 1
);

create table body_member (
  id         {{.Text}} primary key,
  body_id    {{.Text}} not null references body (id),
  party_id   {{.Text}} not null references party (id),
  role       {{.Text}} not null,           -- chair, member, observer
  valid_from {{.Text}},
  valid_to   {{.Text}}
);
create index body_member_body on body_member (body_id);
create index body_member_party on body_member (party_id);

-- A role that people hold one after another, in a party or in a body.
create table post (
  id       {{.Text}} primary key,
  kind     {{.Text}} not null,             -- term of list post_kind: focal_point, head …
  title    text not null,
  party_id {{.Text}} references party (id),
  body_id  {{.Text}} references body (id),
  email    text not null default '',       -- the post's own mailbox, which stays when the holder changes
  version  integer not null default 1
);
create index post_party on post (party_id, kind);
create index post_body on post (body_id);

-- +goose Down
drop table post; drop table body_member; drop table body; drop table membership; drop table party;
