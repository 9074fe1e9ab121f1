-- +goose Up
-- Figures over a period, as the release of a report froze them. A frozen figure is never changed but for whether it is current.
create table period_figure (
  id             {{.Text}} primary key,
  publication_id {{.Text}} not null references publication (id),
  release_id     {{.Text}} not null references publication_release (id),
  computation    {{.Text}} not null,       -- of the catalogue
  frequency      {{.Text}} not null,       -- monthly, quarterly, half_yearly, yearly
  period         {{.Text}} not null,       -- 2024-06, 2024-Q2, 2024-H1, 2024
  starts_on      {{.Text}} not null,
  ends_on        {{.Text}} not null,
  value          text not null,
  definition     text not null,
  query          text not null,
  as_at          {{.Text}} not null,
  records        text not null,            -- JSON: what was counted, with the groups of each
  shown          {{.Text}} not null,       -- by what it is divided for readers, separated by blanks
  closed         {{.Text}} not null,       -- of these, what would tell of single people; '=' stands for the value itself
  restates_id    {{.Text}} references period_figure (id),
  current        boolean not null,         -- of the latest release
  unique (release_id, computation, period)
);
create index period_figure_current on period_figure (publication_id) where current;
create index period_figure_over on period_figure (starts_on, ends_on);

create table period_failure (
  figure_id  {{.Text}} primary key references period_figure (id),
  value_now  text not null,
  checked_at {{.Text}} not null
);

-- +goose Down
drop table period_failure; drop table period_figure;
