-- Event mode of a unit with its roll call, and who has kept in touch with whom.

create table alert (
  id       text primary key,
  unit     text not null references unit (code),
  kind     text not null,                   -- epidemic, storm, evacuation, unrest, other
  began_at bigint not null,
  by       text not null,                   -- who has turned it on
  families integer not null default 0,      -- 1: people at home are told who has answered
  over_at  bigint
);
create unique index alert_on on alert (unit) where over_at is null;

create table roll_answer (
  alert  text not null references alert (id),
  person text not null references person (id),
  said   text not null,                     -- safe, help
  at     bigint not null,
  primary key (alert, person)
);

create table contact (
  id        text primary key,
  person    text not null references person (id),
  by        text not null,                  -- who was in touch with them
  programme text not null,                  -- what it counts for
  at        bigint not null
);
create index contact_person on contact (person, programme, at);
