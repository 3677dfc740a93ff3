-- Letters whose words are made when they go: who makes them, and of what. Ids and numbers only, never words.

alter table outbox add column prompt text not null default '';
alter table outbox add column prompt_of text not null default '';
