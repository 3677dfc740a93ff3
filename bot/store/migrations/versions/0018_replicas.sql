-- Which of several replicas does what only one may do; and how often somebody's key was destroyed, so that no replica
-- keeps an opened one.

create table lease (
  name   text primary key,                  -- poller, postman
  epoch  bigint not null,                   -- grows with every holder
  beat   bigint not null,                   -- grows while the holder lives
  holder text not null                      -- empty: given back
);

alter table rolls add column destroyed integer not null default 0;
create trigger rolls_data_key_delete after delete on data_key when old.owner not like 'day:%'
begin update rolls set destroyed = destroyed + 1; end;
