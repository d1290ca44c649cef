-- What a lead is a member of, and the way back from there.
alter table fairway.lead add column memberships jsonb not null default '{}';

-- Derived from fairway.lead by fairway.enlist, in the transaction that changes it. key: lists/vip
create table fairway.member (
  tenant int not null,
  key text collate "C" not null,
  lead bigint not null,
  primary key (tenant, key, lead)
);
alter table fairway.member enable row level security;
alter table fairway.member force row level security;
create policy tenants on fairway.member using (+tenant = any
  ((select nullif(current_setting('fairway.tenants', true), '')::int[])::int[]));
create policy engine on fairway.member to current_user using
  ((select current_setting('fairway.engine', true) = 'on'));
do $$
begin
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant select, insert, delete on fairway.member to fairway_app;
  end if;
end $$;
