-- Whom the daily question may go to is read for thousands in one go, off two indexes alone.

create index person_lives on person (id, unit, language) where started_at is not null and reachable = 1;
drop index staff_grant_person;
create index staff_grant_person on staff_grant (person, role, from_at, until_at);
