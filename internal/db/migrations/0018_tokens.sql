-- +goose Up
-- A token can be limited to an activity, as a role can.
alter table api_token add column activity_id {{.Text}} not null default '';

-- +goose Down
alter table api_token drop column activity_id;
