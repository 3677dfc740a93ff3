-- Why something did not come to somebody.

alter table care add column reason text not null default '';
