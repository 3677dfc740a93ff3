-- What is known about people's lives that care goes by, and how hard life is at a place.

create table facts (
  person text primary key references person (id),
  sealed blob not null                      -- JSON: assignment, birthday, tags, household, what has happened
);

alter table unit add column risk text not null default '';  -- low, medium, high; empty: as above, or as the country
