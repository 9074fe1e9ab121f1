-- +goose Up
-- What a run says to each person: which of their wishes found no place, and why, as JSON. A row for each person, so that one's
-- own page reads no more than that.
create table meeting_told (
  run_id    {{.Text}} not null references meeting_run (id),
  person_id {{.Text}} not null references person (id),
  unmet     text not null,
  primary key (run_id, person_id)
);
create index meeting_told_person on meeting_told (person_id);

-- How many wishes there are of each kind, without reading them.
create index wish_kind on wish (activity_id, kind);

-- +goose Down
drop table meeting_told; drop index wish_kind;
