-- How many tasks of a tenant ended in which state, ever: what ended with a statement is one row a
-- tenant and state, and the upkeep folds them, so that nobody waits for anybody's counter and no
-- answer counts fairway.seen.
create table fairway.tally (
  tenant int not null,
  state smallint not null,
  ended bigint not null
);
alter table fairway.tally enable row level security;
alter table fairway.tally force row level security;
create policy tenants on fairway.tally using (+tenant = any
  ((select nullif(current_setting('fairway.tenants', true), '')::int[])::int[]));
create policy engine on fairway.tally to current_user using
  ((select current_setting('fairway.engine', true) = 'on'));

select set_config('fairway.engine', 'on', true);
insert into fairway.tally (tenant, state, ended)
  select s.tenant, s.state, count(*) from fairway.seen s group by s.tenant, s.state;

-- One row a tenant and state for all that ended with the statement.
create function fairway.tally_ended() returns trigger
language plpgsql volatile
as $$
begin
  insert into fairway.tally (tenant, state, ended)
    select n.tenant, n.state, count(*) from news n group by n.tenant, n.state;
  return null;
end $$;
create trigger tally after insert on fairway.seen
  referencing new table as news for each statement execute function fairway.tally_ended();

do $$
begin
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant select, insert on fairway.tally to fairway_app;
  end if;
end $$;
