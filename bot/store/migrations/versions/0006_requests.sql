-- Help requests: cases of another kind, with a deadline, a volunteer, and what several have raised together.

alter table cases add column kind text not null default 'case';
alter table cases add column due_at bigint;               -- when the next level hears of it
alter table cases add column helper text;                 -- the volunteer it was passed to
alter table cases add column raised_with text;            -- what several requests have in common
create index cases_asked on cases (person, kind);
create index cases_helped on cases (helper) where state <> 'closed' and helper is not null;
create index cases_raised on cases (raised_with) where raised_with is not null;
