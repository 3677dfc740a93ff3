-- Parts of an album wait for each other under one name.

alter table outbox add column album text not null default '';
create index outbox_album on outbox (person, album) where state in ('ready', 'attempting') and album <> '';
