-- +goose Up
-- Sessions get an id, how they began and from where; those from before end here, so everyone signs in once more.
drop table web_session;
create table web_session (
  id         {{.Text}} primary key,
  token_hash {{.Text}} not null unique,
  account_id {{.Text}} not null references account (id),
  method     {{.Text}} not null,          -- link, password, passkey, sso, recovery, demo
  strong     boolean not null,            -- two factors or a passkey
  proved_at  {{.Text}} not null,          -- when the person last proved who they are
  device     text not null default '',    -- "Firefox on Linux"
  network    text not null default '',    -- the address, truncated
  created_at {{.Text}} not null,
  seen_at    {{.Text}} not null,
  expires_at {{.Text}} not null
);
create index web_session_account on web_session (account_id, seen_at);
create index web_session_expiry on web_session (expires_at);
-- Since when the account has a second factor or a passkey; null while it has none.
alter table account add column strong_since {{.Text}};
create index signed_link_account on signed_link (account_id, purpose);
create index signed_link_person on signed_link (person_id);
create index api_token_maker on api_token (created_by);

create table password (
  account_id {{.Text}} primary key references account (id),
  hash       text not null,               -- argon2id, with its parameters
  set_at     {{.Text}} not null
);

-- The secret of an authenticator app, sealed. It counts once a first code has confirmed it.
create table authenticator (
  account_id   {{.Text}} primary key references account (id),
  sealed       text not null,
  last_step    bigint not null default 0, -- of the last code taken: none works twice
  created_at   {{.Text}} not null,
  confirmed_at {{.Text}}
);

create table recovery_code (
  account_id {{.Text}} not null references account (id),
  code_hash  {{.Text}} not null,
  used_at    {{.Text}},
  primary key (account_id, code_hash)
);

-- A sign-in whose first step succeeded and whose second is awaited.
create table signin_step (
  token_hash {{.Text}} primary key,
  account_id {{.Text}} not null references account (id),
  method     {{.Text}} not null,
  expires_at {{.Text}} not null
);
create index signin_step_expiry on signin_step (expires_at);

-- A browser from which the account has signed in before: failures elsewhere do not slow it down.
create table known_device (
  id         {{.Text}} primary key,
  token_hash {{.Text}} not null,
  account_id {{.Text}} not null references account (id),
  seen_at    {{.Text}} not null,
  unique (token_hash, account_id)
);
create index known_device_account on known_device (account_id);

-- How far each bucket of attempts is used up: the time at which it is empty again.
create table signin_bucket (
  name     {{.Text}} primary key,
  empty_at {{.Text}} not null
);
create index signin_bucket_empty on signin_bucket (empty_at);

-- One administrator asks that an account gets new means of signing in, another one approves.
create table recovery (
  id          {{.Text}} primary key,
  account_id  {{.Text}} not null references account (id),
  reason      text not null,
  asked_by    {{.Text}} not null,
  asked_name  text not null,
  asked_at    {{.Text}} not null,
  expires_at  {{.Text}} not null,
  approved_by {{.Text}},
  approved_at {{.Text}},
  refused_at  {{.Text}},
  done_at     {{.Text}}
);
create index recovery_account on recovery (account_id, asked_at);

-- +goose Down
drop table recovery; drop table signin_bucket; drop table known_device; drop table signin_step; drop table recovery_code; drop table authenticator; drop table password;
alter table account drop column strong_since;
drop index api_token_maker; drop index signed_link_person; drop index signed_link_account;
drop table web_session;
create table web_session (
  token_hash {{.Text}} primary key,
  account_id {{.Text}} not null references account (id),
  created_at {{.Text}} not null,
  seen_at    {{.Text}} not null,
  expires_at {{.Text}} not null
);
create index web_session_account on web_session (account_id);
