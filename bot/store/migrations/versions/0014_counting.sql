create index inbox_set_aside on inbox (id) where state = 'quarantined';
create index outbox_lost on outbox (state) where state in ('failed', 'unknown');
