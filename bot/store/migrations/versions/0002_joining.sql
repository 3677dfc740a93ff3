-- Joining: links, who waits to be let in, and how often an account has guessed wrong.
-- A code is kept only as its blind index; what staff speak is sealed with the person.

create table link (
  id       text primary key,
  mark     blob not null unique,            -- blind index of the code
  person   text references person (id),     -- who it was made for; null: anybody, into the unit
  unit     text not null references unit (code),
  approve  integer not null,                -- somebody of the unit lets each one in
  until_at bigint not null,
  room     integer,                         -- how many more it lets in; null: any number
  used_by  text                             -- person; only of a link made for one
);
create index link_person on link (person) where person is not null;

create table application (                  -- somebody asks to be let into a unit
  id       text primary key,
  person   text not null references person (id),
  link     text not null,
  unit     text not null references unit (code),
  asked_at bigint not null,
  verdict  text not null,                   -- waiting, admitted, declined
  asked    text not null,                   -- JSON: the people who were asked
  by_whom  text,
  unique (person, link)
);

create table wrong_code (
  person text primary key references person (id),
  count  integer not null,
  since  bigint not null
);
