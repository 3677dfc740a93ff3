-- What somebody has set for themselves: their clock, and when what may come. Wall-clock times as HH:MM.

create table hours (
  person      text primary key references person (id),
  tz          text not null,                -- IANA name; empty: the unit's clock
  morning     text not null,
  evening     text not null,
  quiet_from  text not null,
  quiet_until text not null
);
