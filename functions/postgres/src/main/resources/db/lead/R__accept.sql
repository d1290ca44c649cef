-- Acceptance, whose signature may change.
drop function if exists fairway.accept_arrivals;

-- Acceptance: dedupe, qualify, number and store a batch of arrivals. One call, autocommit.
--
-- Arrays a_* describe arrivals, c_* candidates (c_arrival: index of their arrival, ascending).
--   a_key      the lead's id, or its address in lower case
--   a_address  the address as given; null: the key is an id
--   a_unknown  what to do about an unknown lead: 0 create, 1 ignore, 2 reject
--   a_heard    hash of tenant, source and id;  a_digest: of the content
--   a_event    the event as JSON;  a_activity: record it in the history
--   a_told     the creation of its lead is an event out
--   a_awaited  tasks may wait for events of its type: they re-enter their leads' lines
--   c_period   -1 every, 0 once, else milliseconds
-- Rows out, for every arrival one with o_candidate = 0:
--   o_verdict  0 journaled (o_number: 1 recorded), 1 other content (o_task), 2 unknown lead,
--              3 stale (o_number: the epoch)
-- and for every candidate of a journaled arrival one with its index:
--   o_verdict  10 accepted, 11 duplicate (o_state null: of an earlier one in this very batch),
--              12 not qualified, 13 expired
-- and for every task that an arrival woke one with o_candidate = -1, as if accepted.
--
-- Locks, in this order, so that nobody waits in a circle: tenants shared, then leads exclusive, each
-- sorted. Whatever depends on a lock is read in a later statement: a statement's snapshot is older
-- than the locks it waits for. Positions are drawn while the leads are locked, so that per lead the
-- order of positions is the order of commits.
create function fairway.accept_arrivals(
  a_tenant int[], a_epoch bigint[], a_key text[], a_address text[], a_unknown smallint[],
  a_heard uuid[], a_digest uuid[], a_event text[], a_activity bool[], a_told bool[], a_awaited bool[],
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
  v_twice bool := (select count(distinct t) < count(*) from unnest(c_task) t);
  v_locked bigint[];
  v_verdict smallint[]; -- per arrival: o_verdict
  v_told int[];       -- arrivals recorded in the history
  c_verdict smallint[]; -- per candidate: o_verdict
  c_position bigint[]; -- per candidate: of those accepted
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

    select array_agg(coalesce(t.state, s.state) order by c.i),
        array_agg(coalesce(t.digest, s.digest, case when v_twice then f.digest end) <> a_digest[c.arrival]
          order by c.i)
      into v_known, v_differs
      from unnest(c_arrival, c_task) with ordinality c(arrival, task, i)
      left join fairway.task t on t.id = any (c_task) and t.id = c.task
      left join lateral (select s.state, s.digest from fairway.seen s
        where t.id is null and s.id = c.task limit 1) s on true
      -- the same task twice in this batch: the first one counts, unless it is stale
      left join lateral (select a_digest[o.arrival] as digest
        from unnest(c_arrival, c_task) with ordinality o(arrival, task, i)
        where v_twice and o.task = c.task and (v_stale[o.arrival] is null) = (v_stale[c.arrival] is null)
        order by o.i limit 1) f on true;
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
        select distinct on (a.tenant, a.key) a.tenant, a.key, a.address, a.event, a.told
          from unnest(a_tenant, a_key, a_address, a_event, a_told) with ordinality
            a(tenant, key, address, event, told, i)
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
            from created n join wanted w on w.tenant = n.tenant and w.key = n.id and w.told
            order by n.number
      )
      select count(*) into v_created from wanted;
    end if;
  end loop;

  select array_agg(
        case
          when v_stale[a.i] is not null then 3
          when v_other[a.i] is not null then 1
          when v_lead[a.i] is null and (a_unknown[a.i] <> 0 or exists (
            select from unnest(c_arrival, v_known) c(arrival, known)
              where c.arrival = a.i and c.known is null)) then 2
          else 0
        end::smallint order by a.i)
    into v_verdict from generate_subscripts(a_tenant, 1) a(i);

  -- Null where the arrival is not journaled.
  select array_agg(
        case
          when v_verdict[c.arrival] <> 0 then null
          when c.known is not null or v_twice and exists (
            select from unnest(c_task, c_arrival) with ordinality o(task, arrival, i)
              where o.task = c.task and o.i < c.i and v_verdict[o.arrival] = 0) then 11
          when c.expired then 13
          else 10
        end::smallint order by c.i)
    into c_verdict
    from unnest(c_arrival, c_task, c_expired, v_known) with ordinality c(arrival, task, expired, known, i);
  if 0 <= any (c_period) then
    select array_agg(q.verdict order by q.i) into c_verdict
      from (
        select c.i,
            case
              when c.verdict <> 10 or c.period < 0 then c.verdict
              when e.entered_at > v_now - c.period * interval '1 ms' then 12
              when c.period = 0 and e.entered_at is not null then 12
              when row_number() over (partition by v_lead[c.arrival], c.campaign, c.verdict = 10 and c.period >= 0
                order by c.i) > 1 then 12
              else 10
            end::smallint as verdict
          from unnest(c_arrival, c_campaign, c_period, c_verdict) with ordinality c(arrival, campaign, period, verdict, i)
          left join lateral (select e.entered_at from fairway.entry e
            where c.period >= 0 and e.lead = v_lead[c.arrival] and e.campaign = c.campaign limit 1) e on true
      ) q;
    insert into fairway.entry (tenant, campaign, lead, entered_at, task)
      select a_tenant[c.arrival], c.campaign, v_lead[c.arrival], v_now, c.task
        from unnest(c_arrival, c_campaign, c_task, c_period, c_verdict) c(arrival, campaign, task, period, verdict)
        where c.verdict = 10 and c.period >= 0 order by 3, 2
      on conflict (lead, campaign) do update set entered_at = excluded.entered_at, task = excluded.task;
  end if;

  select array_agg(n.position order by n.i) into c_position
    from (select c.i, case when c.verdict = 10 then nextval('fairway.position') end as position
      from unnest(c_verdict) with ordinality c(verdict, i) order by c.i) n;
  insert into fairway.task (id, tenant, campaign, version, lead, position, state, family, priority, at,
      accepted_at, digest, event)
    select c.task, a_tenant[c.arrival], c.campaign, c.version, v_lead[c.arrival], c.position, 0, c.family,
        c.priority, c.step, v_now, a_digest[c.arrival], a_event[c.arrival]::jsonb
      from unnest(c_arrival, c_task, c_campaign, c_version, c_position, c_step, c_family, c_priority)
        c(arrival, task, campaign, version, position, step, family, priority)
      where c.position is not null order by c.task;
  if 12 <= any (c_verdict) then
    insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
      select c.task, a_tenant[c.arrival], c.campaign, c.version, v_lead[c.arrival], c.verdict - 1,
          a_digest[c.arrival], v_now, v_now
        from unnest(c_arrival, c_task, c_campaign, c_version, c_verdict) c(arrival, task, campaign, version, verdict)
        where c.verdict >= 12 order by c.task;
  end if;

  with heard as (
    insert into fairway.heard (key, tenant, at)
      select distinct on (a.heard) a.heard, a.tenant, v_now
        from unnest(a_heard, a_tenant, a_activity, v_lead, v_verdict) a(heard, tenant, activity, lead, verdict)
        where a.verdict = 0 and a.activity and a.lead is not null order by a.heard
      on conflict (key) do nothing
      returning key
  )
  select array_agg(f.i order by f.i) into v_told
    from (
      select min(a.i)::int as i
        from heard h
        join unnest(a_heard, a_activity, v_verdict) with ordinality a(heard, activity, verdict, i)
          on a.heard = h.key and a.verdict = 0 and a.activity
        group by h.key
    ) f;
  insert into fairway.activity (seq, tenant, lead, at, type, attributes)
    select nextval('fairway.activity_seq'), e.tenant, e.lead, v_now, e.event ->> 'type', e.event -> 'data'
      from (select a_tenant[t.i] as tenant, v_lead[t.i] as lead, a_event[t.i]::jsonb as event
        from unnest(v_told) with ordinality t(i, n) order by t.n offset 0) e;

  return query
  select a.i::int, 0, a.verdict,
      case a.verdict when 3 then v_stale[a.i] when 0 then (t.i is not null)::int end,
      v_other[a.i], null::bigint, null::bigint, null::smallint, null::smallint, null::smallint, null::int
    from unnest(v_verdict) with ordinality a(verdict, i) left join unnest(v_told) t(i) on t.i = a.i
  union all
  select c.arrival, c.i::int, c.verdict, null, c.task, coalesce(v_lead[c.arrival], t.lead),
      coalesce(c.position, t.position), c.known, coalesce(t.family, c.family), coalesce(t.priority, c.priority),
      coalesce(t.lost, 0)
    from unnest(c_arrival, c_task, c_verdict, c_position, v_known, c_family, c_priority) with ordinality
      c(arrival, task, verdict, position, known, family, priority, i)
    left join lateral (select t.lead, t.position, t.family, t.priority, t.lost from fairway.task t
      where c.known is not null and t.id = c.task limit 1) t on true
    where c.verdict is not null;

  -- The leads are locked: a wait is committed before, and found, or after, and sees the event.
  if true = any (a_awaited) then
    return query
    with waiting as (
      select distinct on (t.id) t.id, a.i
        from unnest(a_awaited, v_lead, v_verdict, a_event) with ordinality a(awaited, lead, verdict, event, i)
        cross join lateral (select t.id, t.memory from fairway.task t
          where a.awaited and a.verdict = 0 and t.tenant = a_tenant[a.i] and t.lead = a.lead and t.state > 2
            and t.state = 3) t
        where t.memory -> 'wait' -> 'on' ? (a.event::jsonb ->> 'type')
        order by t.id, a.i
    ), numbered as materialized (
      select w.id, w.i, nextval('fairway.position') as position
        from (select w.id, w.i from waiting w order by w.i, w.id) w
    )
    update fairway.task t set state = 0, position = n.position, due_at = null
      from numbered n where t.id = n.id and t.state = 3
      returning n.i::int, -1, 10::smallint, null::bigint, t.id, t.lead, t.position, 0::smallint, t.family, t.priority, t.lost;
  end if;
end $$;
