-- Tasks as an operator asks for them.

-- Tasks of a tenant, journaled and ended, newest first. a_task: only this one; a_after: behind this
-- one; the other filters as named, null for any.
create or replace function fairway.list_tasks(
  a_tenant int, a_task uuid, a_state smallint, a_lead text, a_campaign int, a_after uuid, a_limit int)
returns table (
  o_task uuid, o_campaign int, o_version int, o_lead_id text, o_state smallint, o_at text, o_progress bigint,
  o_attempts int, o_lost int, o_error text, o_due timestamptz, o_accepted_at timestamptz, o_ended_at timestamptz,
  o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_lead bigint;
  v_from timestamptz := 'infinity';
  v_behind uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  if a_lead is not null then
    select coalesce(l.merged_into, l.number) into v_lead from fairway.lead l
      where l.tenant = a_tenant and l.id = a_lead;
    if v_lead is null then
      return;
    end if;
  end if;
  if a_after is not null then
    select x.accepted_at, x.id into v_from, v_behind from (
      select t.accepted_at, t.id from fairway.task t where t.id = a_after
      union all
      select s.accepted_at, s.id from fairway.seen s where s.id = a_after) x;
    if v_behind is null then
      return;
    end if;
  end if;
  return query
  select x.id, x.campaign, x.version, coalesce(l.id, ''), x.state, x.at, x.progress, x.attempts, x.lost, x.error,
      x.due_at, x.accepted_at, x.ended_at, x.tenant, x.lead, x.position, x.family, x.priority
    from (
      (select t.id, t.campaign, t.version, t.state, t.at, t.progress, t.attempts, t.lost, t.error, t.due_at,
          t.accepted_at, null::timestamptz as ended_at, t.tenant, t.lead, t.position, t.family, t.priority
        from fairway.task t
        where t.tenant = a_tenant and (a_task is null or t.id = a_task) and (a_state is null or t.state = a_state)
          and (v_lead is null or t.lead = v_lead) and (a_campaign is null or t.campaign = a_campaign)
          and (t.accepted_at, t.id) < (v_from, v_behind)
        order by t.accepted_at desc, t.id desc limit a_limit)
      union all
      (select s.id, s.campaign, s.version, s.state, '', 0, 0, 0, null, null,
          s.accepted_at, s.ended_at, s.tenant, s.lead, 0, null, null
        from fairway.seen s
        where s.tenant = a_tenant and (a_task is null or s.id = a_task) and (a_state is null or s.state = a_state)
          and (v_lead is null or s.lead = v_lead) and (a_campaign is null or s.campaign = a_campaign)
          and (s.accepted_at, s.id) < (v_from, v_behind)
        order by s.accepted_at desc, s.id desc limit a_limit)
    ) x
    left join lateral (select l.id from fairway.lead l where l.number = x.lead limit 1) l on true
    order by x.accepted_at desc, x.id desc limit a_limit;
end $$;

-- What the steps of a task left in its lead's history, newest first. A lead's history is found by the
-- lead, and read back to where the task was accepted.
create or replace function fairway.steps_of(a_tenant int, a_task uuid, a_limit int)
returns table (o_seq bigint, o_at timestamptz, o_type text, o_campaign int, o_task uuid, o_step text, o_attributes jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_lead bigint;
  v_from timestamptz;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  select x.lead, x.accepted_at into v_lead, v_from from (
    select t.lead, t.accepted_at from fairway.task t where t.id = a_task
    union all
    select s.lead, s.accepted_at from fairway.seen s where s.id = a_task) x;
  return query
  select a.seq, a.at, a.type, a.campaign, a.task, a.step, a.attributes from fairway.activity a
    where a.tenant = a_tenant and a.lead = v_lead and a.at >= v_from and a.task = a_task
    order by a.seq desc limit a_limit;
end $$;

-- A dead letter goes back into its lead's line, at the failed step, with a new position.
create or replace function fairway.redrive(a_tenant int, a_task uuid)
returns table (o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint, o_priority smallint, o_lost int)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_lead bigint;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  select t.lead into v_lead from fairway.task t where t.id = a_task and t.state = 4;
  if v_lead is null then
    return;
  end if;
  perform pg_advisory_xact_lock(v_lead);
  return query
  update fairway.task t
    set state = 0, position = nextval('fairway.position'), attempts = 0, lost = 0, error = null, due_at = null
    where t.id = a_task and t.state = 4 and t.lead = v_lead
    returning t.id, t.tenant, t.lead, t.position, t.family, t.priority, t.lost;
end $$;

-- End at most so many unfinished tasks of a campaign as aborted. Returns how many.
create or replace function fairway.abort_tasks(a_tenant int, a_campaign int, a_limit int) returns int
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_count int;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  with chosen as materialized (
    select c.id from (select t.id from fairway.task t where t.tenant = a_tenant and t.campaign = a_campaign
      order by t.id limit a_limit for update) c
  ), gone as (
    delete from fairway.task t using chosen c where t.id = c.id returning t.*
  )
  insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
    select id, tenant, campaign, version, lead, 13, digest, accepted_at, fairway.fairway_now() from gone order by id;
  get diagnostics v_count = row_count;
  return v_count;
end $$;

drop function if exists fairway.migrate_tasks;
-- Unfinished tasks of a campaign's versions a_from go on with version a_to: those that stand at a step of
-- a_step while on the version of a_version beside it; all, or none if another is among them, or if they
-- are more than a_most. A child stands inside the step of the outermost frame. Progress grows, so that a visit that
-- read the old version cannot commit.
-- Rows out: one with o_fitting and o_stranded, both null for too many; then one for each of the first a_shown stranded.
-- Locks: tasks by id, as visits do.
create function fairway.migrate_tasks(
  a_tenant int, a_campaign int, a_to int, a_from int[], a_version int[], a_step text[], a_most int, a_shown int, a_dry bool)
returns table (o_fitting int, o_stranded int, o_task uuid, o_lead_id text, o_version int, o_at text)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_fitting uuid[];
  v_stranded uuid[];
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  select coalesce(array_agg(k.id) filter (where k.fits), '{}'), coalesce(array_agg(k.id) filter (where not k.fits), '{}')
    into v_fitting, v_stranded
    from (
      select t.id, (t.version, coalesce(t.memory #>> '{frames,0,step}', t.at))
          in (select f.version, f.step from unnest(a_version, a_step) f(version, step)) as fits
        from (select c.id, c.version, c.memory, c.at from fairway.task c
          where c.tenant = a_tenant and c.campaign = a_campaign and c.version = any (a_from)
          order by c.id limit a_most + 1 for no key update) t) k;
  if cardinality(v_fitting) + cardinality(v_stranded) > a_most then
    return query select null::int, null::int, null::uuid, null, null::int, null;
    return;
  end if;
  if v_stranded = '{}' and not a_dry then
    update fairway.task t set version = a_to, progress = t.progress + 1 where t.id = any (v_fitting);
  end if;
  return query select cardinality(v_fitting), cardinality(v_stranded), null::uuid, null, null::int, null;
  return query
  select null::int, null::int, t.id, coalesce(l.id, ''), t.version, coalesce(t.memory #>> '{frames,0,step}', t.at)
    from fairway.task t
    left join lateral (select l.id from fairway.lead l where l.number = t.lead limit 1) l on true
    where t.id = any (v_stranded[:a_shown]) order by t.id;
end $$;

-- How many tasks of each tenant are in each state.
create or replace function fairway.count_tasks(a_tenants int[])
returns table (o_tenant int, o_state smallint, o_count bigint)
language plpgsql volatile
as $$
begin
  perform set_config('fairway.tenants', a_tenants::text, true);
  return query
  select t.tenant, t.state, count(*) from fairway.task t where t.tenant = any (a_tenants) group by 1, 2
  union all
  select s.tenant, s.state, sum(s.ended)::bigint from fairway.tally s where s.tenant = any (a_tenants) group by 1, 2;
end $$;
