-- Lines of leads: losses, refills, waits that are due; and what serves the whole database (rebuild,
-- outbox, generation). Rows of tasks come as o_task, o_tenant, o_lead, o_position, o_family,
-- o_priority, o_lost. Functions marked `security definer` see every tenant, see V1.

-- A lease of these tasks expired without outcome. The third loss makes a task dead. Rows out: those
-- still in line.
create or replace function fairway.lost_tasks(a_task uuid[], a_tenant int[])
returns table (o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint, o_lost int)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  perform from (select distinct k.id, k.tenant from unnest(a_task, a_tenant) k(id, tenant) order by k.id) k
    cross join lateral (select from fairway.task t where t.id = k.id and t.tenant = k.tenant for no key update) t;
  return query
  with counted as (
    update fairway.task t
      set lost = t.lost + 1,
        state = case when t.lost >= 2 then 4 else t.state end,
        error = case when t.lost >= 2 then 'three processes ended or fell silent while executing this step' else t.error end
      from (select distinct k.id, k.tenant from unnest(a_task, a_tenant) k(id, tenant)) k
      where t.id = k.id and t.tenant = k.tenant and t.state <= 2
      returning t.*
  )
  select c.id, c.tenant, c.lead, c.position, c.family, c.priority, c.lost from counted c where c.state <= 2
    order by c.id;
end $$;

-- The next tasks in a lead's line behind a position.
create or replace function fairway.line_of(a_tenant int, a_lead bigint, a_after bigint, a_limit int)
returns table (o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint, o_lost int)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select t.id, t.tenant, t.lead, t.position, t.family, t.priority, t.lost from fairway.task t
    where t.tenant = a_tenant and t.lead = a_lead and t.state <= 2 and t.position > a_after
    order by t.position limit a_limit;
end $$;

-- Tasks in line in the order of tenant, lead, position, behind a cursor.
create or replace function fairway.in_line(a_tenant int, a_lead bigint, a_position bigint, a_limit int)
returns table (o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint, o_lost int,
  o_due timestamptz)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  return query
  select t.id, t.tenant, t.lead, t.position, t.family, t.priority, t.lost, case when t.state = 1 then t.due_at end
    from fairway.task t
    where t.state <= 2 and (t.tenant, t.lead, t.position) > (a_tenant, a_lead, a_position)
    order by t.tenant, t.lead, t.position limit a_limit;
end $$;

-- Tenants with waits that are due, and how many, counted up to a_most each.
create or replace function fairway.due_waits(a_most int)
returns table (o_tenant int, o_due int)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
set enable_seqscan = off
as $$
declare
  v_now timestamptz := fairway.fairway_now();
begin
  perform set_config('fairway.engine', 'on', true);
  return query
  with recursive waiting as ( -- from tenant to tenant by the index, however many wait
    select (select t.tenant from fairway.task t where t.state = 3 and t.due_at is not null order by t.tenant limit 1) as tenant
    union all
    select (select t.tenant from fairway.task t
        where t.state = 3 and t.due_at is not null and t.tenant > w.tenant order by t.tenant limit 1)
      from waiting w where w.tenant is not null
  )
  select w.tenant, d.due from waiting w
    cross join lateral (select count(*)::int as due from (
      select from fairway.task t where t.tenant = w.tenant and t.state = 3 and t.due_at <= v_now limit a_most) c) d
    where d.due > 0;
end $$;

drop function if exists fairway.reenter(int);
-- Waits that are due re-enter their leads' lines, of each tenant at most so many, earliest due first,
-- with new positions.
create or replace function fairway.reenter(a_tenant int[], a_most int[])
returns table (o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint, o_lost int)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
set enable_seqscan = off
as $$
declare
  v_now timestamptz := fairway.fairway_now();
  v_due uuid[];
begin
  perform set_config('fairway.engine', 'on', true);
  select array_agg(d.id) into v_due
    from unnest(a_tenant, a_most) k(tenant, most)
    cross join lateral (
      select t.id from fairway.task t where t.tenant = k.tenant and t.state = 3 and t.due_at <= v_now
        order by t.due_at limit k.most) d;
  perform pg_advisory_xact_lock(l.lead) from (
    select distinct t.lead from fairway.task t where t.id = any (v_due) order by t.lead) l;
  perform from fairway.task t where t.id = any (v_due) order by t.id for update;
  return query
  with numbered as materialized (
    select d.id, nextval('fairway.position') as position from (
      select t.id from fairway.task t where t.id = any (v_due) and t.state = 3 and t.due_at <= v_now
        order by t.due_at, t.position) d
  )
  update fairway.task t set state = 0, position = n.position, due_at = null
    from numbered n where t.id = n.id
    returning t.id, t.tenant, t.lead, t.position, t.family, t.priority, t.lost;
end $$;

-- The earliest due time of a wait, null if there is none.
create or replace function fairway.next_due() returns timestamptz
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  return (select t.due_at from fairway.task t where t.state = 3 and t.due_at is not null order by t.due_at limit 1);
end $$;

drop function if exists fairway.outbox_rows;
-- Events to publish, oldest first, of those committed at least so many milliseconds ago.
create function fairway.outbox_rows(a_age_ms bigint, a_limit int)
returns table (o_outbox bigint, o_tenant int, o_event jsonb)
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
declare
  v_before timestamptz := fairway.fairway_now() - a_age_ms * interval '1 ms';
begin
  perform set_config('fairway.engine', 'on', true);
  return query select o.row, o.tenant, o.event from fairway.outbox o
    where (o.event ->> 'time')::timestamptz <= v_before order by o.row limit a_limit;
end $$;

create or replace function fairway.published(a_rows bigint[]) returns void
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  delete from fairway.outbox o where o.row = any (a_rows);
end $$;

-- The generation the fair queue must carry.
create or replace function fairway.current_generation() returns bigint
language sql volatile security definer
set search_path = fairway, pg_temp
as $$ select g.generation from fairway.generation g $$;

-- Draw the next generation; null while another rebuild's lease of 60 s runs. A lease, not a session's
-- lock: the session belongs to a pool.
create or replace function fairway.rebuild_started() returns bigint
language sql volatile security definer
set search_path = fairway, pg_temp
as $$
  update fairway.generation g
    set generation = g.generation + 1, rebuild_until = fairway.fairway_now() + interval '60 s'
    where g.rebuild_until is null or g.rebuild_until <= fairway.fairway_now()
    returning g.generation
$$;

create or replace function fairway.rebuild_ended(a_generation bigint) returns void
language sql volatile security definer
set search_path = fairway, pg_temp
as $$ update fairway.generation g set rebuild_until = null where g.generation = a_generation $$;
