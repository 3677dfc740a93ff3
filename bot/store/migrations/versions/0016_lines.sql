-- What is looked for at every moment is found through an index, however much else waits.

alter table inbox add column urgent integer not null default 0;  -- its words may be red: its lane goes first
create index inbox_line on inbox (id) where state = 'ready';
create index inbox_urgent on inbox (urgent, lane) where state = 'ready';
create index outbox_person on outbox (person, id) where state = 'ready';
create index outbox_due on outbox (priority, not_before, id) where state = 'ready';
create index outbox_under_way on outbox (id) where state = 'attempting';
