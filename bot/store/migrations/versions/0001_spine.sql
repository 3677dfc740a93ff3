create table meta (
  name  text primary key,
  value blob not null
);

create table unit (
  code    text primary key,
  parent  text references unit (code),
  name_zh text not null,
  name_en text not null,
  tz      text not null,
  country text not null                     -- ISO 3166 alpha-2; empty for a ship
);

create table data_key (                     -- a person's, or a day's of raw input; destroyed to erase
  owner   text primary key,
  wrapped blob not null
);

create table person (
  id         text primary key,
  import_key text unique,
  unit       text references unit (code),
  language   text not null,
  reachable  integer not null default 1,    -- 0 after "blocked" or "deactivated", until they write again
  started_at bigint,                        -- first sign of life; null: never pressed Start
  sealed     blob not null                  -- name, address
);

create table address (                      -- where a message comes from → whose lane it belongs to
  mark   blob primary key,                  -- blind index of channel and address
  person text not null references person (id)
);

create table staff_grant (
  id              text primary key,
  person          text not null references person (id),
  role            text not null,
  unit            text not null references unit (code),
  from_at         bigint,
  until_at        bigint,
  certified_until bigint                    -- null: the certificate does not expire
);
create index staff_grant_person on staff_grant (person);

create table duty (
  person text primary key references person (id),
  rule   text not null                      -- JSON list of weekly windows, or "always"
);

create table inbox (
  id        integer primary key autoincrement,
  source    text not null,                  -- tg:<bot id>, timer, case, outcome
  source_id text not null,
  lane      text not null,
  kind      text not null,
  at        bigint not null,
  state     text not null default 'ready',  -- ready, done, quarantined
  sealed_by text not null,                  -- day key
  sealed    blob not null,
  unique (source, source_id)
);
create index inbox_ready on inbox (lane, id) where state = 'ready';
create index inbox_done on inbox (at) where state = 'done';

create table session (
  lane     text primary key,
  version  integer not null,
  mode     text not null,
  question integer not null,
  sealed   blob not null
);

create table cases (
  id          text primary key,
  code        text not null unique,
  person      text not null,
  colour      text not null,
  state       text not null,
  version     integer not null,
  owner       text,
  opened_at   bigint not null,
  paged_at    bigint,                       -- first page confirmed sent
  claimed_at  bigint,
  human_at    bigint,                       -- first human message confirmed sent
  closed_at   bigint,
  desk        text not null,                -- JSON: paging progress; ids and numbers only
  sealed      blob not null,                -- JSON: reasons, answers
  last_owner  text
);
create index cases_live on cases (person) where state <> 'closed';
create index cases_owned on cases (owner) where state <> 'closed';
create index cases_let_go on cases (last_owner) where state = 'escalating';

-- The case's journal: what was said, noted, done. With `posted` it is the permanent map of relayed
-- messages: entry (author, message) ↔ posted (reader, message_id) by the slot "r:<entry>".
create table entry (
  id      text primary key,
  case_id text not null references cases (id),
  person  text not null,
  at      bigint not null,
  kind    text not null,
  author  text not null,
  message integer,                          -- message id in the author's chat
  sealed  blob not null
);
create index entry_case on entry (case_id, at);
create index entry_message on entry (author, message) where message is not null;

create table timer (
  id    text primary key,
  lane  text not null,
  kind  text not null,
  ref   text not null,
  due   bigint not null,
  guard text not null,
  unique (lane, kind, ref)
);
create index timer_due on timer (due);

create table desk (                         -- a staff member's own desk: what is open before them
  person  text primary key,
  mode    text not null,                    -- reply, note, closing
  case_id text not null,
  since   bigint not null,
  before  text not null                     -- the case that was open before the note, or empty
);

create table outbox (
  id         integer primary key autoincrement,
  person     text not null,                 -- recipient
  subject    text not null,                 -- whose key seals it: the person it is about
  priority   integer not null,
  queued_at  bigint not null,
  not_before bigint not null,
  not_after  bigint,
  slot       text not null default '',      -- name of a message that may be edited later
  notify     text not null default '',      -- lane that is told the outcome
  ref        text not null default '',      -- what the outcome is about
  state      text not null default 'ready', -- ready, attempting, sent, failed, unknown, dropped
  attempts   integer not null default 0,
  repeated   integer not null default 0,
  reason     text not null default '',
  message_id integer,
  uid        text not null,                 -- what the sealed content is bound to
  sealed     blob not null
);
create index outbox_ready on outbox (priority, id) where state in ('ready', 'attempting');
create index outbox_slot on outbox (person, slot) where state in ('ready', 'attempting') and slot <> '';

create table posted (                       -- slot → message id in the recipient's chat
  person     text not null,
  slot       text not null,
  message_id integer not null,
  primary key (person, slot)
);
create index posted_message on posted (person, message_id);

create table audit (                        -- who did what to which record; ids only
  id     integer primary key autoincrement,
  at     bigint not null,
  actor  text not null,
  action text not null,
  about  text not null
);
