-- Consent, by purpose and version.
create table consent (                      -- only ever added to; the newest row of a purpose counts
  id      integer primary key autoincrement,
  person  text not null,
  purpose text not null,                    -- records, liaison, …; messages: what the bot sends by itself
  version integer not null,
  at      bigint not null,
  answer  text not null                     -- given, declined, withdrawn
);
create index consent_person on consent (person, purpose, id);

create index cases_person on cases (person);
create index audit_about on audit (about);
create index outbox_sent on outbox (person, message_id) where state = 'sent' and message_id is not null;
