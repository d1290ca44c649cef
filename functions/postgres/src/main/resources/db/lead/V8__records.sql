-- What belongs to a tenant and not to one lead: companies, objects, turns of pools, slots of rates.
create table fairway.record (
  tenant int not null,
  type text collate "C" not null,
  key text collate "C" not null,
  version bigint not null,
  fields jsonb not null,
  primary key (tenant, type, key)
) with (fillfactor = 70); -- turns and slots change often and in place
alter table fairway.record enable row level security;
alter table fairway.record force row level security;
create policy tenants on fairway.record using (+tenant = any
  ((select nullif(current_setting('fairway.tenants', true), '')::int[])::int[]));
create policy engine on fairway.record to current_user using
  ((select current_setting('fairway.engine', true) = 'on'));
do $$
begin
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant select, insert, update, delete on fairway.record to fairway_app;
  end if;
end $$;
