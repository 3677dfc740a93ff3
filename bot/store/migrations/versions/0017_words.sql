-- Words between family: in the lane of their writer until they are on their way, then in that of their reader.

create table word (
  id       text primary key,
  lane     text not null,                   -- whose key seals it
  tie      text not null,                   -- empty: not said yet
  by_whom  text not null,                   -- the writer
  batch    text not null,                   -- what goes at one time
  at       bigint not null,
  message  bigint not null,                 -- its id in the writer's chat
  fate     text not null,                   -- draft, waiting, going, sent, failed
  wanted   text not null,                   -- now, morning, evening
  due_at   bigint,
  matters  integer not null,
  told     integer not null,                -- its writer knows that it cannot be handed over for now
  answered text not null,                   -- the taps its reader has answered with
  sealed   blob not null                    -- text, media, album
);
create index word_live on word (lane) where fate in ('draft', 'waiting', 'going');
create index word_batch on word (batch);
create index word_message on word (by_whom, message);

create table pen (                          -- what somebody is putting together
  person  text primary key references person (id),
  batch   text not null,
  since   bigint not null,
  tie     text not null,
  answers integer not null,
  sent    text not null,                    -- now, morning, evening; empty: it is still open
  album   text not null,
  matters integer not null
);

-- The day for which somebody wants what comes from home kept together; null: none.

alter table hours add column gather text;

-- A unit whose people have a thin link: files are only told of until somebody taps for them.

alter table unit add column thin integer not null default 0;
