-- The journal holds only tasks that have not ended: small enough for one table, and one look-up in
-- one index instead of one for each of four.
create table fairway.journal (like fairway.task including defaults including constraints)
  with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
insert into fairway.journal select * from fairway.task;
drop table fairway.task;
alter table fairway.journal rename to task;
alter table fairway.task add constraint task_pkey primary key (id);
create index task_line on fairway.task (tenant, lead, position) where state <= 2;
create index task_aside on fairway.task (tenant, lead) where state > 2;
create index task_due on fairway.task (due_at) where state = 3;
create index task_accepted on fairway.task (tenant, accepted_at, id);
alter table fairway.task enable row level security;
alter table fairway.task force row level security;
create policy tenants on fairway.task using (+tenant = any
  ((select nullif(current_setting('fairway.tenants', true), '')::int[])::int[]));
create policy engine on fairway.task to current_user using
  ((select current_setting('fairway.engine', true) = 'on'));
do $$
begin
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant select, insert, update, delete on fairway.task to fairway_app;
  end if;
end $$;
