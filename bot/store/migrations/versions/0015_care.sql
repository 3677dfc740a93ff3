-- What comes to people by itself: one row for each person, kind of care and occasion, kept as history. Those that
-- are due together lie together, and no further index scatters them: a day writes fifty thousand.

create table care (
  id     integer primary key autoincrement,
  person text not null,
  kind   text not null,                     -- the programme
  name   text not null,                     -- what there is only one of: the local date as a rule
  day    text not null,                     -- the local date
  tz     text not null,                     -- the clock and the time of day it was worked out from
  wall   text not null,
  due    bigint,                            -- when something is to be done about it; null: nothing
  state  text not null,                     -- planned, queued, asked, answered, heard, silent, missed, left, withheld
  silent integer not null default 0,        -- occasions before it, in a row, that met with silence
  unique (person, kind, name)
);
create index care_due on care (due, id) where due is not null;

-- People of whom something may have to be planned: they have come, come back, or changed how their days run.

create table newcomer (person text primary key);

-- What somebody has said about their days: when to be asked, until when not, and how their shifts run.

create table rhythm (
  person text primary key references person (id),
  asked  text not null default '',          -- HH:MM; empty: the usual time
  away   text not null default '',          -- the first local date on which they may be asked again
  off    integer not null default 0,        -- 1: not to be asked at all
  shifts text not null default ''           -- how their shifts run, see shifts; empty: by day
);

-- What somebody has answered, one row a local day, the newest answer counts.

create table checkin (
  person text not null references person (id),
  day    text not null,
  at     bigint not null,
  sealed blob not null,                     -- mood, sleep, body, words: for them and their counsellor
  primary key (person, day)
);
