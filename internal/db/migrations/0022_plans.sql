-- +goose Up
-- The meetings of a run, packed; its report says what it leaves open. Runs kept before can be looked at; to publish, run again.
alter table meeting_run add column plan text not null default '';
update meeting_run set state = 'failed', words = 'Kept by an earlier version. Run again.' where state in ('done', 'stopped');

-- +goose Down
alter table meeting_run drop column plan;
