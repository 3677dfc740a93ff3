-- When an occasion was taken up: between two questions there has to be a while, whatever the clock does meanwhile.

alter table care add column taken bigint;
