-- +goose Up
-- A questionnaire that came back, from its rehearsal to the taking of its answers.
create table questionnaire_upload (
  id       {{.Text}} primary key,
  round_id {{.Text}} not null references gap_round (id),
  name     text not null,                      -- of the file
  body     text not null,                      -- the answers that were read, until they are taken
  result   text not null default '',           -- what became of them
  taken_at {{.Text}},
  at       {{.Text}} not null,
  by_actor {{.Text}} not null,
  by_name  text not null
);
create index questionnaire_upload_round on questionnaire_upload (round_id, by_actor);
create index questionnaire_upload_actor on questionnaire_upload (by_actor);

-- +goose Down
drop table questionnaire_upload;
