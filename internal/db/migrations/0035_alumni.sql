-- +goose Up
-- What an alumnus says of themselves. Who is one follows from the completions; what is shown to whom, from the consents.
create table alumnus (
  person_id    {{.Text}} primary key references person (id),
  about        text not null default '',
  knows        text not null default '',      -- JSON list of terms of list topic
  will_train   boolean not null default false,
  will_speak   boolean not null default false,
  will_mentor  boolean not null default false,
  news         boolean not null default false, -- wants the newsletter
  news_link_id {{.Text}} not null default '', -- with which it is ended
  never_list   boolean not null default false, -- an operational officer
  never_reason text not null default '',
  version      integer not null default 1,
  updated_at   {{.Text}} not null
);

-- What an alumnus knows, to be searched.
create table alumnus_topic (
  person_id {{.Text}} not null references alumnus (person_id),
  topic     {{.Text}} not null,
  primary key (topic, person_id)
);
create index alumnus_topic_person on alumnus_topic (person_id);

-- A party that does not want its officer to be listed.
create table alumnus_veto (
  id        {{.Text}} primary key,
  person_id {{.Text}} not null references person (id),
  party_id  {{.Text}} not null references party (id),
  words     text not null,
  at        {{.Text}} not null,
  by_actor  {{.Text}} not null,
  by_name   text not null,
  lifted_at {{.Text}}
);
create unique index alumnus_veto_standing on alumnus_veto (person_id, party_id) where lifted_at is null;
create index alumnus_veto_person on alumnus_veto (person_id);
create index alumnus_veto_party on alumnus_veto (party_id);

-- Somebody looks for who knows something; the office brings the two together once both agree.
create table introduction (
  id              {{.Text}} primary key,
  year            integer not null,
  serial          integer not null,
  asker_id        {{.Text}} not null references person (id),
  asker_party_id  {{.Text}} references party (id),
  asked_by        {{.Text}} not null,         -- actor
  for_party       boolean not null default false, -- asked as the focal point: whoever is it now sees it
  wanted_party_id {{.Text}} references party (id),
  topic           {{.Text}} not null,
  words           text not null,              -- what for; it names nobody
  state           {{.Text}} not null,         -- asked, sought, willing, introduced, closed, withdrawn
  candidate_id    {{.Text}} references person (id), -- who is asked now
  link_id         {{.Text}} not null default '',
  reason          text not null default '',
  asked_at        {{.Text}} not null,
  settled_at      {{.Text}},
  version         integer not null default 1,
  unique (year, serial)
);
create index introduction_state on introduction (state, asked_at, id);
create index introduction_asked on introduction (asked_at, id);
create index introduction_asker on introduction (asker_id, asked_at);
create index introduction_party on introduction (asker_party_id, asked_at);
create index introduction_candidate on introduction (candidate_id);

-- Everybody who was asked for an introduction, and what they said.
create table introduction_try (
  introduction_id {{.Text}} not null references introduction (id),
  person_id       {{.Text}} not null references person (id),
  answer          {{.Text}} not null,         -- asked, agreed, declined
  at              {{.Text}} not null,
  primary key (introduction_id, person_id)
);
create index introduction_try_person on introduction_try (person_id);

-- What an alumnus tells, published with their consent.
create table alumnus_story (
  id           {{.Text}} primary key,
  person_id    {{.Text}} not null references person (id),
  title        text not null,
  body         text not null,
  byline       text not null,                 -- as the person wants to be named, or not
  state        {{.Text}} not null,            -- written, agreed, published, taken_back
  written_by   {{.Text}} not null,            -- actor
  agreed_at    {{.Text}},                     -- of the person, to this text and this byline
  published_at {{.Text}},
  version      integer not null default 1,
  updated_at   {{.Text}} not null
);
create index alumnus_story_state on alumnus_story (state, published_at, id);
create index alumnus_story_person on alumnus_story (person_id);

-- Alumni of one place or one field, who meet.
create table chapter (
  id       {{.Text}} primary key,
  name     text not null unique,
  about    text not null default '',
  lead_id  {{.Text}} references person (id),
  closed_at {{.Text}},
  version  integer not null default 1
);
create index chapter_lead on chapter (lead_id);

create table chapter_member (
  chapter_id {{.Text}} not null references chapter (id),
  person_id  {{.Text}} not null references person (id),
  since      {{.Text}} not null,
  primary key (chapter_id, person_id)
);
create index chapter_member_person on chapter_member (person_id);

create table chapter_meeting (
  chapter_id  {{.Text}} not null references chapter (id),
  activity_id {{.Text}} not null references activity (id),
  primary key (chapter_id, activity_id)
);
create index chapter_meeting_activity on chapter_meeting (activity_id);

-- A newsletter: first a rehearsal, then sent once to each who wants it.
create table alumnus_letter (
  id       {{.Text}} primary key,
  subject  text not null,
  body     text not null,
  state    {{.Text}} not null,                -- draft, sent
  written_by {{.Text}} not null,
  sent_at  {{.Text}},
  sent     integer not null default 0,        -- to how many
  version  integer not null default 1,
  updated_at {{.Text}} not null
);
create index alumnus_letter_updated on alumnus_letter (updated_at, id);

-- +goose Down
drop table alumnus_letter; drop table chapter_meeting; drop table chapter_member; drop table chapter; drop table alumnus_story; drop table introduction_try; drop table introduction;
drop table alumnus_veto; drop table alumnus_topic; drop table alumnus;
