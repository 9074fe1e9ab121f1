-- +goose Up
-- A passkey: the public half of a key that a device keeps. flags is the whole octet of the authenticator as it was last seen.
create table passkey (
  id            {{.Text}} primary key,
  account_id    {{.Text}} not null references account (id),
  credential_id {{.Text}} not null unique,   -- base64url
  public_key    text not null,               -- COSE, base64url
  aaguid        {{.Text}} not null,
  attachment    {{.Text}} not null,
  transports    {{.Text}} not null,          -- with blanks between
  flags         integer not null,
  sign_count    bigint not null,
  name          text not null,
  created_at    {{.Text}} not null,
  used_at       {{.Text}},
  warned_at     {{.Text}}                    -- when its counter last went backwards: it may have been copied
);
create index passkey_account on passkey (account_id, created_at);

-- A ceremony under way: taken out when it is answered, well or badly, so that an answer works once.
create table passkey_ceremony (
  id         {{.Text}} primary key,
  purpose    {{.Text}} not null,             -- enter, enrol, prove
  browser    {{.Text}} not null,             -- hash of the cookie that the browser had before it signed in
  account_id {{.Text}} not null,             -- "" when nobody is known yet
  session    text not null,                  -- what the library wants back, whole
  expires_at {{.Text}} not null
);
create index passkey_ceremony_expiry on passkey_ceremony (expires_at);

-- Who a person of an identity provider is here. Once made, only issuer and subject count, never the address.
create table sso_link (
  issuer     {{.Text}} not null,
  subject    {{.Text}} not null,
  account_id {{.Text}} not null references account (id),
  email      text not null,                  -- as the provider gave it when the link was made
  created_at {{.Text}} not null,
  used_at    {{.Text}} not null,
  primary key (issuer, subject)
);
create unique index sso_link_account on sso_link (account_id, issuer);

-- A sign-in under way at the identity provider. Nonce and verifier are derived from the cookie and stand nowhere.
create table sso_state (
  id         {{.Text}} primary key,          -- hash of the state parameter
  browser    {{.Text}} not null,
  purpose    {{.Text}} not null,             -- enter, prove
  account_id {{.Text}} not null,
  next       text not null,
  expires_at {{.Text}} not null
);
create index sso_state_expiry on sso_state (expires_at);

-- Where a grant comes from: "" was given by hand, "sso" follows a group of the identity provider.
alter table role_grant add column source {{.Text}} not null default '';

-- +goose Down
alter table role_grant drop column source;
drop table sso_state; drop table sso_link; drop table passkey_ceremony; drop table passkey;
