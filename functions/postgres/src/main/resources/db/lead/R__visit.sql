-- A visit's two ends: open the tasks with their leads, commit what was done.

-- What a task's wait concerns (dev.fairway.model.Wait), but its own effects, in the order of the history.
create or replace function fairway.heard_of(a_tenant int, a_lead bigint, a_task uuid, a_wait jsonb)
returns table (o_seq bigint, o_type text, o_at timestamptz, o_attributes jsonb)
language sql volatile
as $$
  select a.seq, a.type, a.at, a.attributes from fairway.activity a
    where a.tenant = a_tenant and a.lead = a_lead and a.at >= (a_wait ->> 'since')::timestamptz
      and a_wait -> 'on' ? a.type and a.task is distinct from a_task
      and not a_wait -> 'heard' @> to_jsonb(a.seq)
    order by a.seq limit 200
$$;

drop function if exists fairway.open_tasks;
-- Rows out, one a key: o_index; o_left is null for a task that stands in its lead's line and whose
-- lead lives, else the state to tell (14 if nothing is known of it). o_heard: what its wait concerns,
-- as a JSON array, null if it does not listen.
create function fairway.open_tasks(a_task uuid[], a_tenant int[])
returns table (
  o_index int, o_left smallint, o_campaign int, o_version int, o_position bigint, o_priority smallint,
  o_state smallint, o_at text, o_family smallint, o_progress bigint, o_attempts int, o_lost int, o_event jsonb,
  o_memory jsonb, o_accepted_at timestamptz, o_lead bigint, o_lead_id text, o_lead_version bigint,
  o_fields jsonb, o_memberships jsonb, o_now timestamptz, o_heard jsonb)
language plpgsql volatile
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := fairway.fairway_now();
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  return query
  select k.i::int,
      case
        when t.id is null then coalesce(s.state, 14::smallint)
        when t.state > 2 then t.state
        when l.number is null then 14::smallint
      end,
      t.campaign, t.version, t.position, t.priority, t.state, t.at, t.family, t.progress, t.attempts, t.lost,
      t.event, t.memory, t.accepted_at, l.number, l.id, l.version, l.fields, l.memberships, v_now,
      case when t.memory -> 'wait' ? 'on' then (
        select coalesce(jsonb_agg(jsonb_build_object('seq', h.o_seq, 'type', h.o_type, 'at', h.o_at, 'data', h.o_attributes)
            order by h.o_seq), '[]')
          from fairway.heard_of(t.tenant, t.lead, t.id, t.memory -> 'wait') h) end
    from unnest(a_task, a_tenant) with ordinality k(id, tenant, i)
    left join lateral (select * from fairway.task t where t.id = k.id and t.tenant = k.tenant limit 1) t on true
    left join lateral (select * from fairway.lead l where l.number = t.lead limit 1) l on true
    left join lateral (select s.state from fairway.seen s
      where t.id is null and s.id = k.id and s.tenant = k.tenant limit 1) s on true
    order by k.i;
end $$;

drop function if exists fairway.commit_visits;
-- Commit visits; each succeeds or fails alone.
--
-- Arrays c_* describe the commits, v_* activities and e_* events out (v_commit, e_commit: index of
-- their commit), u_* other leads to create or change (as in upsert_leads; u_address: see read_leads).
-- c_set: the patch as JSON, null for none; c_clear: JSON array of fields to unset, or null; c_members:
-- change of memberships (see fairway.memberships), or null, also where c_set is. r_*: other tasks of the
-- commit's lead end as done: those of r_campaign, or that run it as a child, or all (null); r_by: name of the campaign that
-- says so.
-- n_*: campaigns that the commit's lead enters; n_period: 0 once, else milliseconds since its last entry.
-- k_*, w_*: records to change, see commit_records.
-- Rows out for what was refused, by o_index:
--   o_result  1 conflict (or a wait that heard something meanwhile, or watches a lead that is another one now), 2 blocked (by the task told), 3 moved (the task told), 4 gone (o_state),
--             5 not qualified for a campaign of n_campaign
-- and for every event that now waits in the outbox, with o_result null:
--   o_outbox  its row, o_tenant, o_event
-- A lead that is erased leaves no event.
--
-- Locks, in this order: leads' advisory locks (only to erase, to wait for events, to remove tasks and to enter campaigns), tasks by id,
-- records by tenant, type and key, lead rows by number. The tasks to remove are locked with the visits' own in one pass by id; the advisory lock comes before, because
-- acceptance and re-entry bring waits back under it: they have done so, or find them gone. The
-- fence needs no lock: positions become visible in their order, so once no earlier task in line is
-- seen, none can appear.
create function fairway.commit_visits(
  c_task uuid[], c_tenant int[], c_lead bigint[], c_progress bigint[], c_version bigint[], c_set text[],
  c_clear text[], c_members text[], c_erase bool[], c_executed int[], c_state smallint[], c_at text[], c_family smallint[],
  c_due timestamptz[], c_attempts int[], c_memory text[], c_error text[],
  v_commit int[], v_type text[], v_step text[], v_attributes text[],
  e_commit int[], e_id text[], e_type text[], e_data text[], e_depth int[],
  u_commit int[], u_key text[], u_address text[], u_set text[], u_clear text[], u_members text[],
  r_commit int[], r_campaign int[], r_by text[],
  n_commit int[], n_campaign int[], n_period bigint[],
  k_tenant int[], k_type text[], k_key text[], w_commit int[], w_record int[], w_version bigint[], w_fields text[])
returns table (
  o_index int, o_result smallint, o_task uuid, o_tenant int, o_lead bigint, o_position bigint, o_family smallint,
  o_priority smallint, o_lost int, o_state smallint, o_outbox bigint, o_event jsonb)
language plpgsql volatile
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now timestamptz := fairway.fairway_now();
  v_result smallint[]; -- per commit: 0 committed, else as told
  v_conflict int[];
  v_campaign int[];
  v_position bigint[];
  v_wait jsonb[]; -- per commit: the wait that listens from now on
  v_twice bool := (select count(distinct t) < count(*) from unnest(c_task) t);
  v_other record;
  v_removed uuid[]; -- tasks to remove, by v_removal: their r_*
  v_removal int[];
  i int;
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(c_tenant) t), true);
  if 3 = any (c_state) then
    select array_agg(case when k.state = 3 and k.memory::jsonb -> 'wait' ? 'on' then k.memory::jsonb -> 'wait' end order by k.i)
      into v_wait from unnest(c_state, c_memory) with ordinality k(state, memory, i);
  end if;
  if true = any (c_erase) or v_wait is not null or r_commit <> '{}' or n_commit <> '{}' then
    perform pg_advisory_xact_lock(s.lead)
      from (select distinct k.lead from unnest(c_lead, c_erase, v_wait) with ordinality k(lead, erase, wait, i)
        where k.erase or k.wait is not null or k.i = any (r_commit || n_commit) order by k.lead) s;
  end if;
  if r_commit <> '{}' then
    select array_agg(t.id), array_agg(r.i::int) into v_removed, v_removal
      from unnest(r_commit, r_campaign) with ordinality r(c, campaign, i)
      cross join lateral (select t.id, t.campaign, t.memory from fairway.task t
        where t.tenant = c_tenant[r.c] and t.lead = c_lead[r.c] and (t.state <= 2 or t.state > 2)) t
      where t.id <> c_task[r.c] and (r.campaign is null or t.campaign = r.campaign
        or t.memory -> 'frames' @> jsonb_build_array(jsonb_build_object('campaign', r.campaign)));
  end if;
  -- Locking a row reads its newest version.
  select array_agg(
        case
          when t.id is null or t.state > 2 then 4
          when t.lead <> k.lead or t.progress <> k.progress then 3
          when v_twice and exists (select from unnest(c_task) with ordinality o(id, i) where o.id = k.id and o.i < k.i) then 1
          else 0
        end::smallint order by k.i),
      array_agg(t.campaign order by k.i), array_agg(t.position order by k.i)
    into v_result, v_campaign, v_position
    from unnest(c_task, c_tenant, c_lead, c_progress) with ordinality k(id, tenant, lead, progress, i)
    left join (
      select t.* from (select distinct k.id from unnest(c_task || v_removed) k(id) order by k.id) k
        cross join lateral (select * from fairway.task t where t.id = k.id for no key update) t
    ) t on t.id = k.id and t.tenant = k.tenant;
  select array_agg(
        case
          when k.result = 0 and exists (select from fairway.task f where f.tenant = k.tenant and f.lead = k.lead
            and f.state <= 2 and f.position < k.position) then 2
          else k.result
        end::smallint order by k.i)
    into v_result
    from unnest(c_tenant, c_lead, v_result, v_position) with ordinality k(tenant, lead, result, position, i);

  if n_commit <> '{}' then
    select array_agg(
          case
            when k.result = 0 and exists (select from unnest(n_commit, n_campaign, n_period) n(c, campaign, period)
              join fairway.entry e on e.lead = c_lead[n.c] and e.campaign = n.campaign
              where n.c = k.i and (n.period = 0 or e.entered_at > v_now - n.period * interval '1 ms')) then 5
            else k.result
          end::smallint order by k.i)
      into v_result from unnest(v_result) with ordinality k(result, i);
  end if;
  if v_wait is not null then
    select array_agg(
          case
            when k.result = 0 and k.wait is not null
              and exists (select from fairway.heard_of(k.tenant, k.lead, k.task, k.wait)) then 1
            else k.result
          end::smallint order by k.i)
      into v_result
      from unnest(c_tenant, c_lead, c_task, v_wait, v_result) with ordinality k(tenant, lead, task, wait, result, i);
  end if;
  if w_commit <> '{}' then
    v_result := fairway.commit_records(k_tenant, k_type, k_key, w_commit, w_record, w_version, w_fields,
      v_result, c_tenant, c_lead, c_version, c_set);
  end if;

  -- Whoever changes such a lead from now on comes after this commit, and finds the wait.
  if exists (select from unnest(v_wait) w(wait) where w.wait ? 'watch') then
    perform from (select distinct k.lead from unnest(c_lead, v_wait, c_set, v_result) k(lead, wait, patch, result)
        where k.result = 0 and (k.wait ? 'watch' or k.patch is not null) order by k.lead) k
      cross join lateral (select from fairway.lead l where l.number = k.lead for no key update) l;
    select array_agg(
          case
            when k.result = 0 and k.wait ? 'watch' and not exists (select from fairway.lead l
              where l.number = k.lead and l.tenant = k.tenant and l.version = k.version) then 1
            else k.result
          end::smallint order by k.i)
      into v_result
      from unnest(c_tenant, c_lead, c_version, v_wait, v_result) with ordinality k(tenant, lead, version, wait, result, i);
  end if;
  if true = any (c_erase) then
    perform from (select k.lead from unnest(c_lead, c_erase, v_result) k(lead, erase, result)
        where k.result = 0 and k.erase order by k.lead) k
      cross join lateral (select from fairway.lead l where l.number = k.lead for no key update) l;
  end if;
  with changed as (
    update fairway.lead l
      set version = l.version + 1,
        fields = case when k.unset is null then l.fields || k.patch::jsonb
          else (l.fields || k.patch::jsonb) - array(select jsonb_array_elements_text(k.unset::jsonb)) end,
        memberships = coalesce(fairway.memberships(l.memberships, k.members::jsonb), l.memberships)
      from (select * from unnest(c_tenant, c_lead, c_version, c_set, c_clear, c_members, c_erase, v_result) with ordinality
          k(tenant, number, version, patch, unset, members, erase, result, i)
        where k.result = 0 and k.patch is not null and not k.erase order by k.number) k
      where l.number = k.number and l.tenant = k.tenant and l.version = k.version and l.merged_into is null
      returning k.i
  )
  select array_agg(k.i) into v_conflict
    from unnest(c_tenant, c_lead, c_version, c_set, c_erase, v_result) with ordinality
      k(tenant, lead, version, patch, erase, result, i)
    where k.result = 0 and case
      when k.erase then not exists (select from fairway.lead l
        where l.number = k.lead and l.tenant = k.tenant and l.version = k.version and l.merged_into is null)
      else k.patch is not null and k.i not in (select c.i from changed c)
    end;
  foreach i in array coalesce(v_conflict, '{}') loop
    v_result[i] := 1;
  end loop;
  if array_remove(c_members, null) <> '{}' then
    perform fairway.enlist(array_agg(k.tenant), array_agg(k.lead), array_agg(k.members))
      from unnest(c_tenant, c_lead, c_members, c_erase, v_result) k(tenant, lead, members, erase, result)
      where k.result = 0 and k.members is not null and not k.erase;
  end if;

  return query
  select k.i::int, r.result, coalesce(f.id, t.id), k.tenant, coalesce(f.lead, t.lead), coalesce(f.position, t.position),
      coalesce(f.family, t.family), coalesce(f.priority, t.priority), coalesce(f.lost, t.lost),
      coalesce(t.state, s.state, 14::smallint), null::bigint, null::jsonb
    from unnest(c_task, c_tenant) with ordinality k(id, tenant, i)
    join unnest(v_result) with ordinality r(result, i) on r.i = k.i and r.result > 0
    left join lateral (select * from fairway.task t where t.id = k.id and t.tenant = k.tenant limit 1) t on true
    left join lateral (select * from fairway.task f
      where r.result = 2 and f.tenant = k.tenant and f.lead = t.lead and f.state <= 2
      order by f.position limit 1) f on true
    left join lateral (select s.state from fairway.seen s
      where t.id is null and s.id = k.id and s.tenant = k.tenant limit 1) s on true;

  insert into fairway.activity (seq, tenant, lead, at, type, campaign, task, step, attributes)
    select nextval('fairway.activity_seq'), c_tenant[v.c], c_lead[v.c], v_now, v.type, v_campaign[v.c], c_task[v.c],
        v.step, v.attributes::jsonb
      from (select * from unnest(v_commit, v_type, v_step, v_attributes) with ordinality
          v(c, type, step, attributes, i)
        where v_result[v.c] = 0 and not c_erase[v.c] order by v.i offset 0) v;

  return query
  with told as (
    insert into fairway.outbox as o (tenant, lead, event)
      select c_tenant[e.c], c_lead[e.c],
          fairway.cloud_event(e.id, '/fairway/tasks', e.type, l.id, v_now, e.depth, t.event ->> 'traceparent',
            e.data::jsonb)
        from unnest(e_commit, e_id, e_type, e_data, e_depth) with ordinality e(c, id, type, data, depth, i)
        join lateral (select t.event from fairway.task t where t.id = c_task[e.c] limit 1) t on true
        join lateral (select l.id from fairway.lead l where l.number = c_lead[e.c] limit 1) l on true
        where v_result[e.c] = 0 and not c_erase[e.c]
        order by e.i
      returning o.row, o.tenant, o.event
  )
  select null::int, null::smallint, null::uuid, n.tenant, null::bigint, null::bigint, null::smallint,
      null::smallint, null::int, null::smallint, n.row, n.event
    from told n;

  update fairway.task t
    set progress = t.progress + k.executed, state = k.state, at = k.at, family = k.family, due_at = k.due,
      attempts = k.attempts, memory = k.memory::jsonb, error = k.error,
      lost = case when k.executed > 0 then 0 else t.lost end
    from unnest(c_task, c_executed, c_state, c_at, c_family, c_due, c_attempts, c_memory, c_error, c_erase, v_result)
      k(id, executed, state, at, family, due, attempts, memory, error, erase, result)
    where k.result = 0 and k.state < 10 and not k.erase and t.id = k.id;

  with gone as (
    delete from fairway.task t
      using unnest(c_task, c_state, c_erase, v_result) k(id, state, erase, result)
      where k.result = 0 and (k.state >= 10 or k.erase) and t.id = k.id
      returning t.id, t.tenant, t.campaign, t.version, t.lead, t.digest, t.accepted_at,
        case when k.state >= 10 then k.state else 14 end as ended_as
  )
  insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
    select id, tenant, campaign, version, lead, ended_as, digest, accepted_at, v_now from gone order by id;

  if n_commit <> '{}' then
    insert into fairway.entry (tenant, campaign, lead, entered_at, task)
      select c_tenant[n.c], n.campaign, c_lead[n.c], v_now, c_task[n.c]
        from unnest(n_commit, n_campaign) n(c, campaign)
        where v_result[n.c] = 0 and not c_erase[n.c] order by 3, 2
      on conflict (lead, campaign) do update set entered_at = excluded.entered_at, task = excluded.task;
  end if;

  if v_removed is not null then
    with gone as (
      delete from fairway.task t
        using (select distinct on (k.id) k.id, r_by[k.r] as by from unnest(v_removed, v_removal) k(id, r)
          where v_result[r_commit[k.r]] = 0 and not c_erase[r_commit[k.r]] order by k.id, k.r) k
        where t.id = k.id
        returning t.id, t.tenant, t.campaign, t.version, t.lead, t.position, t.at, t.digest, t.accepted_at, k.by
    ), told as (
      insert into fairway.activity (seq, tenant, lead, at, type, campaign, task, step, attributes)
        select nextval('fairway.activity_seq'), g.tenant, g.lead, v_now, 'flow.exited', g.campaign, g.id, g.at,
            jsonb_build_object('reason', 'removed', 'by', g.by)
          from (select * from gone order by position offset 0) g
    )
    insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
      select id, tenant, campaign, version, lead, 10, digest, accepted_at, v_now from gone order by id;
  end if;

  if true = any (c_erase) then
    perform fairway.erase_lead(k.tenant, k.lead)
      from unnest(c_tenant, c_lead, c_erase, v_result) k(tenant, lead, erase, result)
      where k.result = 0 and k.erase;
  end if;

  -- Last, because upsert_leads leaves fairway.tenants at its own.
  for v_other in
    select o.tenant, array_agg(o.id order by o.i) as ids, array_agg(o.patch order by o.i) as patches,
        array_agg(o.unset order by o.i) as unsets, array_agg(o.members order by o.i) as members
      from (
        select c_tenant[u.c] as tenant, coalesce(f.id, u.key) as id, u.patch, u.unset, u.members, u.i
          from unnest(u_commit, u_key, u_address, u_set, u_clear, u_members) with ordinality
            u(c, key, address, patch, unset, members, i)
          left join lateral (select l.id from fairway.lead l
            where u.address is not null and l.tenant = c_tenant[u.c] and l.email = u.key
            order by l.merged_into nulls first, l.number limit 1) f on true
          where v_result[u.c] = 0
      ) o
      group by o.tenant order by o.tenant
  loop
    perform fairway.upsert_leads(v_other.tenant, v_other.ids, v_other.patches, v_other.unsets,
      v_other.members, array_fill(false, array[cardinality(v_other.ids)]));
  end loop;
end $$;

-- Waits that watch a lead are due when it has changed. Tasks are locked after their leads here, see RATIONALE.
create or replace function fairway.wake_watching() returns trigger
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  -- state + 0: by the lead's index, not by that of what is due.
  update fairway.task t set due_at = least(t.due_at, fairway.fairway_now())
    from changed l
    where t.tenant = l.tenant and t.lead = l.number and t.state > 2 and t.state + 0 = 3
      and t.memory -> 'wait' ? 'watch';
  return null;
end $$;
create or replace trigger watching after update on fairway.lead
  referencing new table as changed for each statement execute function fairway.wake_watching();
