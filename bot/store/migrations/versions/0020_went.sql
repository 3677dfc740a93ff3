-- On which local date of theirs something came to somebody, where it counts as their share of that day.

alter table care add column went text not null default '';
