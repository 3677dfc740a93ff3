-- Parts of an album wait for each other under one name.

alter table outbox add column album text not null default '';
create index outbox_album on outbox (person, album) where state in ('ready', 'attempting') and album <> '';

-- A number that grows whenever units or staff change, so that they are read again only then. A person's own
-- row counts only where they have a role, and not when merely another sign of life is noted.

create table rolls (number integer not null);
insert into rolls values (1);
create trigger rolls_unit_insert after insert on unit begin update rolls set number = number + 1; end;
create trigger rolls_unit_update after update on unit begin update rolls set number = number + 1; end;
create trigger rolls_unit_delete after delete on unit begin update rolls set number = number + 1; end;
create trigger rolls_staff_grant_insert after insert on staff_grant begin update rolls set number = number + 1; end;
create trigger rolls_staff_grant_update after update on staff_grant begin update rolls set number = number + 1; end;
create trigger rolls_staff_grant_delete after delete on staff_grant begin update rolls set number = number + 1; end;
create trigger rolls_duty_insert after insert on duty begin update rolls set number = number + 1; end;
create trigger rolls_duty_update after update on duty begin update rolls set number = number + 1; end;
create trigger rolls_duty_delete after delete on duty begin update rolls set number = number + 1; end;
create trigger rolls_person_update after update on person
when (old.unit is not new.unit or old.language <> new.language or old.reachable <> new.reachable
  or (old.started_at is null) <> (new.started_at is null) or old.sealed <> new.sealed)
  and exists (select 1 from staff_grant where person = new.id and role not in ('employee', 'family'))
begin update rolls set number = number + 1; end;
