-- +goose Up
-- Each entry carries the hash of the one before: see docs/decisions/0014. Content (the actor's name and the detail) goes
-- into the hash by salted digests, so that it can be erased without breaking the chain. The number is given by the chain.
{{if .PG}}alter table audit alter column seq drop identity;
{{end}}alter table audit add column hash text not null default '';
alter table audit add column name_salt text not null default '';
alter table audit add column name_digest text not null default '';    -- kept once the name is erased
alter table audit add column name_erased_by bigint not null default 0; -- the entry of the erasure
alter table audit add column detail_salt text not null default '';
alter table audit add column detail_digest text not null default '';
alter table audit add column detail_erased_by bigint not null default 0;
alter table audit add column room {{.Text}} not null generated always as
  ({{if .PG}}split_part(action, '.', 1)) stored{{else}}substr(action, 1, instr(action, '.') - 1)) virtual{{end}};
create index audit_actor on audit (actor, seq);
create index audit_room on audit (room, seq);

-- What the program knows of the chain: whether earlier entries were chained, what the last check said.
create table audit_state (
  key   {{.Text}} primary key,
  value text not null
);

-- Signed heads of the chain, also kept outside the database.
create table audit_checkpoint (
  seq  bigint primary key,
  at   {{.Text}} not null,
  hash text not null,
  note text not null,              -- C2SP signed note
  told_at {{.Text}}                -- when it was sent to those who keep it elsewhere
);

-- Entries are for good: they may only be chained once, and lose content in an erasure.
{{if .PG}}
-- +goose StatementBegin
create function audit_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.hash = '' then
      return new;
    end if;
    if (new.seq, new.at, new.actor, new.action, new.record_kind, new.record_id, new.hash)
        = (old.seq, old.at, old.actor, old.action, old.record_kind, old.record_id, old.hash)
      and ((new.actor_name, new.name_salt, new.name_digest, new.name_erased_by) = (old.actor_name, old.name_salt, old.name_digest, old.name_erased_by)
        or old.name_erased_by = 0 and new.actor_name = '' and new.name_salt = '' and new.name_digest <> '' and new.name_erased_by > old.seq)
      and ((new.detail, new.detail_salt, new.detail_digest, new.detail_erased_by) = (old.detail, old.detail_salt, old.detail_digest, old.detail_erased_by)
        or old.detail_erased_by = 0 and new.detail = '' and new.detail_salt = '' and new.detail_digest <> '' and new.detail_erased_by > old.seq)
    then
      return new;
    end if;
  end if;
  raise exception 'audit entries are neither changed nor deleted';
end $$;
-- +goose StatementEnd
create trigger audit_guard before update or delete on audit for each row execute function audit_guard();
create trigger audit_guard_all before truncate on audit for each statement execute function audit_guard();
{{else}}
-- +goose StatementBegin
create trigger audit_guard before update on audit
when old.hash <> '' and not (
  (new.seq, new.at, new.actor, new.action, new.record_kind, new.record_id, new.hash)
    = (old.seq, old.at, old.actor, old.action, old.record_kind, old.record_id, old.hash)
  and ((new.actor_name, new.name_salt, new.name_digest, new.name_erased_by) = (old.actor_name, old.name_salt, old.name_digest, old.name_erased_by)
    or old.name_erased_by = 0 and new.actor_name = '' and new.name_salt = '' and new.name_digest <> '' and new.name_erased_by > old.seq)
  and ((new.detail, new.detail_salt, new.detail_digest, new.detail_erased_by) = (old.detail, old.detail_salt, old.detail_digest, old.detail_erased_by)
    or old.detail_erased_by = 0 and new.detail = '' and new.detail_salt = '' and new.detail_digest <> '' and new.detail_erased_by > old.seq))
begin
  select raise(abort, 'audit entries are neither changed nor deleted');
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger audit_guard_delete before delete on audit
begin
  select raise(abort, 'audit entries are neither changed nor deleted');
end;
-- +goose StatementEnd
{{end}}

-- +goose Down
{{if .PG}}drop trigger audit_guard_all on audit; drop trigger audit_guard on audit; drop function audit_guard();
{{else}}drop trigger audit_guard_delete; drop trigger audit_guard;
{{end}}drop table audit_checkpoint; drop table audit_state; drop index audit_room; drop index audit_actor;
alter table audit drop column room;
alter table audit drop column detail_erased_by; alter table audit drop column detail_digest; alter table audit drop column detail_salt;
alter table audit drop column name_erased_by; alter table audit drop column name_digest; alter table audit drop column name_salt;
alter table audit drop column hash;
