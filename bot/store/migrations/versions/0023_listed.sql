-- What the list of people said last of somebody's shifts, in its own words: only other words are news.

alter table rhythm add column listed text not null default '';
