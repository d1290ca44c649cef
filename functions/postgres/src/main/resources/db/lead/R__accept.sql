-- Acceptance: dedupe, qualify, number and store a batch of arrivals. One call, autocommit.
--
-- Arrays a_* describe arrivals, c_* candidates (c_arrival: index of their arrival, ascending).
--   a_key      the lead's id, or its address in lower case
--   a_address  the address as given; null: the key is an id
--   a_unknown  what to do about an unknown lead: 0 create, 1 ignore, 2 reject
--   a_heard    hash of tenant, source and id;  a_digest: of the content
--   a_event    the event as JSON;  a_activity: record it in the history
--   c_period   -1 every, 0 once, else milliseconds
-- Rows out, for every arrival one with o_candidate = 0:
--   o_verdict  0 journaled (o_number: 1 recorded), 1 other content (o_task), 2 unknown lead,
--              3 stale (o_number: the epoch)
-- and for every candidate of a journaled arrival one with its index:
--   o_verdict  10 accepted, 11 duplicate (o_state null: of an earlier one in this very batch),
--              12 not qualified, 13 expired
--
-- Locks, in this order, so that nobody waits in a circle: tenants shared, then leads exclusive, each
-- sorted. Whatever depends on a lock is read in a later statement: a statement's snapshot is older
-- than the locks it waits for. Positions are drawn while the leads are locked, so that per lead the
-- order of positions is the order of commits.
create or replace function fairway.accept_arrivals(
  a_tenant int[], a_epoch bigint[], a_key text[], a_address text[], a_unknown smallint[],
  a_heard uuid[], a_digest uuid[], a_event text[], a_activity bool[],
  c_arrival int[], c_task uuid[], c_campaign int[], c_version int[], c_period bigint[],
  c_step text[], c_family smallint[], c_priority smallint[], c_expired bool[])
returns table (
  o_arrival int, o_candidate int, o_verdict smallint, o_number bigint, o_task uuid, o_lead bigint,
  o_position bigint, o_state smallint, o_family smallint, o_priority smallint, o_lost int)
language plpgsql volatile
set enable_seqscan = off
set enable_nestloop = off -- arrays look tiny to the planner; look-ups are laterals with a limit, which nest anyway
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now timestamptz := fairway.fairway_now();
  v_stale bigint[];  -- per arrival: the true epoch if the caller's is another
  v_lead bigint[];   -- per arrival
  v_known smallint[]; -- per candidate: state of the task already journaled
  v_differs bool[];  -- per candidate: journaled (or earlier in this batch) with another content
  v_other uuid[];    -- per arrival: such a task
  v_locked bigint[];
  v_created int := 0;
  v_locking bool;
  v_refused uuid[];
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  perform pg_advisory_xact_lock_shared(1, t)
    from (select distinct t from unnest(a_tenant) t order by t) s;

  select array_agg(case when coalesce(f.epoch, 0) <> a.epoch then coalesce(f.epoch, 0) end order by a.i)
    into v_stale
    from unnest(a_tenant, a_epoch) with ordinality a(tenant, epoch, i)
    left join lateral (select f.epoch from fairway.flow f where f.tenant = a.tenant limit 1) f on true;

  -- First without leads' locks, to create those missing (rows are waited for only here, so that
  -- whoever waits for a lead's lock holds up nobody's insertion); then locked.
  foreach v_locking in array array[false, true] loop
    if not v_locking or v_created > 0 then
      select array_agg(l.number order by a.i) into v_lead
        from unnest(a_tenant, a_key, a_address) with ordinality a(tenant, key, address, i)
        left join lateral (
          select coalesce(x.merged_into, x.number) as number
            from (
              select 0 as rank, l.number, l.merged_into from fairway.lead l
                where a.address is not null and l.tenant = a.tenant and l.email = a.key
              union all
              select 1, l.number, l.merged_into from fairway.lead l
                where l.tenant = a.tenant and l.id = a.key
            ) x
            order by x.rank, x.merged_into nulls first, x.number limit 1
        ) l on true;
    end if;
    if v_locking then
      select array_agg(n order by n) into v_locked
        from (select distinct l.n from unnest(v_lead, v_stale) l(n, stale)
          where l.n is not null and l.stale is null) s;
      perform pg_advisory_xact_lock(n) from unnest(v_locked) n;
      if coalesce(cardinality(v_locked), 0) <>
          (select count(*) from fairway.lead l where l.number = any (v_locked) and l.merged_into is null) then
        raise exception 'a lead changed while being locked' using errcode = 'serialization_failure';
      end if;
    else
      continue when not exists (select from unnest(v_lead, v_stale, a_unknown) l(n, stale, policy)
        where l.n is null and l.stale is null and l.policy = 0);
    end if;

    select array_agg(d.state order by d.i), array_agg(d.differs order by d.i) into v_known, v_differs
      from (
        select c.i, coalesce(t.state, s.state) as state,
          coalesce(t.digest, s.digest, first_value(a_digest[c.arrival])
            over (partition by c.task, v_stale[c.arrival] is null order by c.i)) <> a_digest[c.arrival] as differs
          from unnest(c_arrival, c_task) with ordinality c(arrival, task, i)
          left join lateral (select t.state, t.digest from fairway.task t where t.id = c.task limit 1) t on true
          left join lateral (select s.state, s.digest from fairway.seen s
            where s.id = c.task and t.state is null limit 1) s on true
      ) d;
    v_other := null;
    if true = any (v_differs) then
      select array_agg((select c.task from unnest(c_arrival, c_task, v_differs) c(arrival, task, differs)
            where c.arrival = i and c.differs limit 1) order by i)
        into v_other from generate_subscripts(a_tenant, 1) i;
    end if;

    -- Leads to create: only for an arrival that brings anything new, so that the redelivery of an
    -- erased lead's event does not bring it back.
    if v_locking then
      if v_created > 0 and v_other is distinct from v_refused then
        raise exception 'a lead was created for nothing' using errcode = 'serialization_failure';
      end if;
    else
      v_refused := v_other;
      with wanted as (
        select distinct on (a.tenant, a.key) a.tenant, a.key, a.address, a.event
          from unnest(a_tenant, a_key, a_address, a_event) with ordinality a(tenant, key, address, event, i)
          where v_lead[i] is null and v_stale[i] is null and a_unknown[i] = 0 and v_other[i] is null
            and (a_activity[i] and not exists (select from fairway.heard h where h.key = a_heard[i])
              or exists (select from unnest(c_arrival, v_known) c(arrival, known)
                where c.arrival = i and c.known is null))
          order by a.tenant, a.key, a.i
      ), created as (
        insert into fairway.lead (tenant, id, fields, created_at)
          select w.tenant, w.key,
            case when w.address is null then '{}' else jsonb_build_object('email', w.address) end, v_now
            from wanted w order by w.tenant, w.key
          on conflict (tenant, id) do nothing
          returning number, tenant, id
      ), told as (
        insert into fairway.outbox (tenant, lead, event)
          select n.tenant, n.number, fairway.cloud_event('lead-' || n.number || '-created', '/fairway/leads',
              'person.created', n.id, v_now, coalesce((w.event::jsonb ->> 'depth')::int, 0) + 1,
              w.event::jsonb ->> 'traceparent', jsonb_build_object('source', w.event::jsonb ->> 'type'))
            from created n join wanted w on w.tenant = n.tenant and w.key = n.id
            order by n.number
      )
      select count(*) into v_created from wanted;
    end if;
  end loop;

  return query
  with arrival as materialized (
    select a.i::int as i, a.tenant, v_lead[a.i] as lead, a.heard, a.digest, a.event::jsonb as event, a.activity,
      case
        when v_stale[a.i] is not null then 3
        when v_other[a.i] is not null then 1
        when v_lead[a.i] is null and (a_unknown[a.i] <> 0 or exists (
          select from unnest(c_arrival, v_known) c(arrival, known)
            where c.arrival = a.i and c.known is null)) then 2
        else 0
      end::smallint as verdict
      from unnest(a_tenant, a_heard, a_digest, a_event, a_activity)
        with ordinality a(tenant, heard, digest, event, activity, i)
  ), fresh as materialized (
    select c.i::int as i, a.i as arrival, a.tenant, a.lead, a.digest, a.event, c.task, c.campaign, c.version,
      c.period, c.step, c.family, c.priority, c.expired, c.known,
      c.known is not null or row_number() over (partition by c.task order by c.i) > 1 as duplicate
      from unnest(c_arrival, c_task, c_campaign, c_version, c_period, c_step, c_family, c_priority,
        c_expired, v_known) with ordinality
        c(arrival, task, campaign, version, period, step, family, priority, expired, known, i)
      join arrival a on a.i = c.arrival and a.verdict = 0
  ), qualified as materialized (
    select f.*,
      case
        when f.duplicate then 11
        when f.expired then 13
        when f.period < 0 then 10
        when e.entered_at > v_now - f.period * interval '1 ms' then 12
        when f.period = 0 and e.entered_at is not null then 12
        when row_number() over (partition by f.lead, f.campaign,
          f.duplicate or f.expired or f.period < 0 order by f.i) > 1 then 12
        else 10
      end::smallint as verdict
      from fresh f
      left join lateral (select e.entered_at from fairway.entry e
        where f.period >= 0 and e.lead = f.lead and e.campaign = f.campaign limit 1) e on true
      order by f.i
  ), numbered as materialized (
    select q.*, case when q.verdict = 10 then nextval('fairway.position') end as position from qualified q
  ), entered as (
    insert into fairway.entry (tenant, campaign, lead, entered_at, task)
      select n.tenant, n.campaign, n.lead, v_now, n.task from numbered n
        where n.verdict = 10 and n.period >= 0 order by n.lead, n.campaign
      on conflict (lead, campaign) do update set entered_at = excluded.entered_at, task = excluded.task
  ), stored as (
    insert into fairway.task (id, tenant, campaign, version, lead, position, state, family, priority, at,
        accepted_at, digest, event)
      select n.task, n.tenant, n.campaign, n.version, n.lead, n.position, 0, n.family, n.priority, n.step,
        v_now, n.digest, n.event
        from numbered n where n.verdict = 10 order by n.task
  ), ended as (
    insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
      select n.task, n.tenant, n.campaign, n.version, n.lead, n.verdict - 1, n.digest, v_now, v_now
        from numbered n where n.verdict in (12, 13) order by n.task
  ), heard as (
    insert into fairway.heard (key, tenant, at)
      select distinct on (a.heard) a.heard, a.tenant, v_now from arrival a
        where a.verdict = 0 and a.activity and a.lead is not null order by a.heard
      on conflict (key) do nothing
      returning key
  ), told as materialized (
    select min(a.i) as i from heard h join arrival a on a.heard = h.key and a.verdict = 0 and a.activity
      group by h.key
  ), recorded as (
    insert into fairway.activity (seq, tenant, lead, at, type, attributes)
      select nextval('fairway.activity_seq'), s.tenant, s.lead, v_now, s.event ->> 'type', s.event -> 'data'
        from (select a.tenant, a.lead, a.event from told t join arrival a using (i) order by a.i) s
  )
  select a.i, 0, a.verdict,
      case a.verdict when 3 then v_stale[a.i] when 0 then (t.i is not null)::int end,
      v_other[a.i], null::bigint, null::bigint, null::smallint, null::smallint, null::smallint, null::int
    from arrival a left join told t using (i)
  union all
  select n.arrival, n.i, n.verdict, null, n.task, coalesce(n.lead, t.lead), coalesce(n.position, t.position),
      n.known, coalesce(t.family, n.family), coalesce(t.priority, n.priority), coalesce(t.lost, 0)
    from numbered n
    left join lateral (select t.lead, t.position, t.family, t.priority, t.lost from fairway.task t
      where n.known is not null and t.id = n.task limit 1) t on true;
end $$;
