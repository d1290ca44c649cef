-- Push or pull. Modes: 0 PUSH, 1 PULL, 2 CLOSING; no row: PUSH, epoch 0. Which state follows which is
-- decided elsewhere; here a row is read, or compared and set.

-- The flows of tenants, also of those that never left PUSH.
create or replace function fairway.flows_of(a_tenants int[])
returns table (o_tenant int, o_mode smallint, o_epoch bigint, o_buffered bigint, o_since timestamptz)
language plpgsql volatile
as $$
begin
  perform set_config('fairway.tenants', a_tenants::text, true);
  return query
  select t, coalesce(f.mode, 0::smallint), coalesce(f.epoch, 0), coalesce(f.buffered, 0),
      coalesce(f.since, 'epoch'::timestamptz)
    from unnest(a_tenants) t left join fairway.flow f on f.tenant = t;
end $$;

-- Those that pull.
create or replace function fairway.flows_diverted()
returns table (o_tenant int, o_mode smallint, o_epoch bigint, o_buffered bigint, o_since timestamptz)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  return query
  select f.tenant, f.mode, f.epoch, f.buffered, f.since from fairway.flow f where f.mode <> 0
    order by f.tenant;
end $$;

-- Those that came back to PUSH within so many milliseconds.
create or replace function fairway.flows_pushing_again(a_within bigint)
returns table (o_tenant int, o_mode smallint, o_epoch bigint, o_buffered bigint, o_since timestamptz)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  return query
  select f.tenant, f.mode, f.epoch, f.buffered, f.since from fairway.flow f
    where f.mode = 0 and f.epoch > 0 and f.since > fairway.fairway_now() - a_within * interval '1 ms'
    order by f.tenant;
end $$;

-- Compare and set. The tenant's lock waits for acceptances under way, which hold it shared: those
-- that come later read the new row.
create or replace function fairway.move_flow(a_tenant int, a_mode smallint, a_epoch bigint, a_to_mode smallint,
  a_to_epoch bigint)
returns bool
language plpgsql volatile
as $$
declare
  v_now timestamptz := fairway.fairway_now();
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  perform pg_advisory_xact_lock(1, a_tenant);
  update fairway.flow f
    set mode = a_to_mode, epoch = a_to_epoch, since = v_now,
      buffered = case when a_to_mode = 0 then 0 else f.buffered end
    where f.tenant = a_tenant and f.mode = a_mode and f.epoch = a_epoch;
  if found then return true; end if;
  if a_mode <> 0 or a_epoch <> 0 then return false; end if;
  insert into fairway.flow (tenant, mode, epoch, since) values (a_tenant, a_to_mode, a_to_epoch, v_now)
    on conflict (tenant) do nothing;
  return found;
end $$;

-- Count tasks into the buffers (or out), and the flow of each. A lost count costs nothing, so the
-- commit waits for no disk; what it read does not depend on that.
create or replace function fairway.count_buffered(a_tenants int[], a_tasks bigint[])
returns table (o_tenant int, o_mode smallint, o_epoch bigint, o_buffered bigint, o_since timestamptz)
language plpgsql volatile
as $$
begin
  perform set_config('fairway.tenants', a_tenants::text, true);
  perform set_config('synchronous_commit', 'off', true);
  perform from fairway.flow f where f.tenant = any (a_tenants) order by f.tenant for no key update;
  update fairway.flow f set buffered = greatest(0, f.buffered + c.tasks)
    from unnest(a_tenants, a_tasks) c(tenant, tasks) where f.tenant = c.tenant;
  return query select * from fairway.flows_of(a_tenants);
end $$;
