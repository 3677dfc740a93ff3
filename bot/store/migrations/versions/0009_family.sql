-- Who is whose family: made by consent, ended by either side, kept as history.

create table tie (
  id       text primary key,
  employee text not null references person (id),
  member   text not null references person (id),
  relation text not null,
  since    bigint not null,
  until_at bigint,                          -- null: it holds
  ended_by text                             -- person, or who worked at the command line
);
create unique index tie_holds on tie (employee, member, relation) where until_at is null;
create index tie_member on tie (member) where until_at is null;

-- An invitation is a link like any other, made by an employee for one of their family.

alter table link add column inviter text;   -- the employee who invites
alter table link add column relation text;  -- what whoever uses it is to them
create index link_inviter on link (inviter) where inviter is not null;
