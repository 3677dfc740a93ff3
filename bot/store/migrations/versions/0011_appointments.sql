-- Hours people agree on. What makes them impossible to book twice is `slot`: a row per person and five minutes,
-- buffers included, so that of two who want the same time the store itself refuses one.

create table appointment (
  id       text primary key,
  lane     text not null,                   -- in whose turns it changes
  at       bigint,                          -- the agreed hour
  offered  bigint,                          -- an hour somebody proposes
  until_at bigint,                          -- how long that offer holds it
  ends_at  bigint not null,                 -- when the later of the two is over
  outcome  text not null,                   -- empty while it can still change
  version  integer not null,
  purpose  text not null,                   -- the programme it counts for
  sealed   blob not null                    -- JSON: length, who accepted, room, clock, what was said
);
create index appointment_live on appointment (at) where outcome = '';

create table appointment_party (
  appointment text not null references appointment (id),
  person      text not null,
  place       integer not null,             -- their place among the parties
  primary key (appointment, person)
);
create index appointment_party_person on appointment_party (person);

create table slot (
  person      text not null,
  grain       bigint not null,              -- minutes since 1970 UTC divided by five
  appointment text not null,
  until_at    bigint,                       -- an offer's: the grain is free again then; null: agreed
  primary key (person, grain)
);
create index slot_appointment on slot (appointment);

create table availability (                 -- when somebody may be called; whoever has none has the usual
  person text primary key,
  free   text not null,                     -- JSON list of weekly windows, on the person's own clock
  work   text not null                      -- JSON list of shifts
);

create table call_wait (                    -- who would like an hour of somebody's as soon as one is free
  id      text primary key,
  person  text not null,
  whom    text not null,
  minutes integer not null,
  since   bigint not null,
  unique (person, whom)
);
create index call_wait_whom on call_wait (whom, since);
