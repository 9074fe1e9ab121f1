-- +goose Up
create table account (
  id         {{.Text}} primary key,
  name       text not null,
  email      text not null,
  email_key  {{.Text}} not null unique,
  person_id  {{.Text}} references person (id),
  active     boolean not null default true,
  created_at {{.Text}} not null
);

-- A role that an account holds, dated, within a scope. "" does not limit.
create table role_grant (
  id          {{.Text}} primary key,
  account_id  {{.Text}} not null references account (id),
  role        {{.Text}} not null,
  party_id    {{.Text}} references party (id),
  activity_id {{.Text}} not null default '',
  valid_from  {{.Text}},
  valid_to    {{.Text}},
  granted_by  {{.Text}} not null,
  granted_at  {{.Text}} not null
);
create index role_grant_account on role_grant (account_id);

create table web_session (
  token_hash {{.Text}} primary key,
  account_id {{.Text}} not null references account (id),
  created_at {{.Text}} not null,
  seen_at    {{.Text}} not null,
  expires_at {{.Text}} not null
);
create index web_session_account on web_session (account_id);

create table api_token (
  id         {{.Text}} primary key,
  token_hash {{.Text}} not null unique,
  name       text not null,
  role       {{.Text}} not null,
  party_id   {{.Text}} references party (id),
  created_at {{.Text}} not null,
  created_by {{.Text}} not null,
  expires_at {{.Text}},
  revoked_at {{.Text}}
);

-- A signed link that lets its bearer do one thing. The token is derived from the id and the
-- installation's key, so it is nowhere in the database.
create table signed_link (
  id          {{.Text}} primary key,
  purpose     {{.Text}} not null,          -- signin, demo, setup, nominate, register
  account_id  {{.Text}} references account (id),
  party_id    {{.Text}} not null default '',
  activity_id {{.Text}} not null default '',
  person_id   {{.Text}} not null default '',
  name        text not null,               -- who acts, as histories will show it
  created_at  {{.Text}} not null,
  expires_at  {{.Text}} not null,
  used_at     {{.Text}},
  revoked_at  {{.Text}}
);
create index signed_link_activity on signed_link (activity_id, party_id);

-- +goose Down
drop table signed_link; drop table api_token; drop table web_session; drop table role_grant; drop table account;
