-- A line that waits a few seconds so that its author can take it back.

alter table outbox add column held integer not null default 0;
