-- Two leads become one.
drop function if exists fairway.lead_number;

-- The result as told in dev.fairway.model.Merge. a_task: the step's task, which is told in its memory, or null.
-- Whatever happens to the loser is decided under both leads' locks, so that nothing is accepted, waits or is
-- redriven meanwhile. Tasks in line draw new positions behind the winner's, in their order; those aside only change their lead.
--
-- Locks, as everywhere: leads' advisory locks sorted, tasks by id, lead rows by number.
create or replace function fairway.merge_leads(
  a_tenant int, l_key text, l_address text, w_key text, w_address text, a_overwrite bool, a_task uuid, a_progress bigint)
returns text
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_loser bigint;
  v_winner bigint;
  v_result text;
  v_own fairway.task;
  v_fields jsonb;
  v_memberships jsonb;
  v_members jsonb;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  select l.o_number into v_loser from fairway.read_leads(array[a_tenant], array[l_key], array[l_address]) l;
  select w.o_number into v_winner from fairway.read_leads(array[a_tenant], array[w_key], array[w_address]) w;
  v_result := case when v_loser is null then 'noLoser' when v_winner is null then 'noWinner'
    when v_loser = v_winner then 'same' else 'merged' end;
  perform pg_advisory_xact_lock(n) from unnest(array[least(v_loser, v_winner), greatest(v_loser, v_winner)]) n
    where n is not null;
  perform from fairway.task t where t.tenant = a_tenant and t.lead = v_loser and (t.state <= 2 or t.state > 2)
    order by t.id for no key update;
  if a_task is not null then
    select * into v_own from fairway.task t where t.id = a_task;
    if not found or v_own.state > 2 or v_own.progress <> a_progress or v_own.lead is distinct from v_loser
        or exists (select from fairway.task f where f.tenant = a_tenant and f.lead = v_loser and f.state <= 2
          and f.position < v_own.position) then
      return 'moved';
    end if;
    update fairway.task set memory = memory || jsonb_build_object('merge', v_result) where id = a_task;
  end if;
  if v_result <> 'merged' then
    return v_result;
  end if;
  if (select count(*) from (select from fairway.lead l where l.number in (v_loser, v_winner) and l.tenant = a_tenant
      and l.merged_into is null order by l.number for no key update) s) < 2 then
    raise exception 'a lead changed while being locked' using errcode = 'serialization_failure';
  end if;

  select case when a_overwrite then w.fields || l.fields else l.fields || w.fields end,
      case when a_overwrite then fairway.memberships(w.memberships, l.memberships)
        else fairway.memberships(l.memberships, w.memberships) end,
      l.memberships
    into v_fields, v_memberships, v_members
    from fairway.lead l, fairway.lead w where l.number = v_loser and w.number = v_winner;
  update fairway.lead set version = version + 1, fields = v_fields, memberships = v_memberships where number = v_winner;
  -- Its address stays, so that events that come by it find the winner.
  update fairway.lead set version = version + 1, memberships = '{}',
      fields = case when fields ? 'email' then jsonb_build_object('email', fields -> 'email') else '{}' end,
      merged_into = v_winner
    where number = v_loser;
  update fairway.lead set merged_into = v_winner where merged_into = v_loser;
  delete from fairway.member m using fairway.membership_keys(v_members) k
    where m.tenant = a_tenant and m.key = k.key and m.lead = v_loser;
  perform fairway.enlist(array[a_tenant], array[v_winner], array[v_members::text]);

  with numbered as materialized (
    select t.id, case when t.state <= 2 then nextval('fairway.position') end as position
      from (select t.id, t.state from fairway.task t
        where t.tenant = a_tenant and t.lead = v_loser and (t.state <= 2 or t.state > 2) order by t.position) t
  )
  update fairway.task t set lead = v_winner, position = coalesce(n.position, t.position),
      due_at = case when t.state = 3 and t.memory -> 'wait' ? 'watch' then least(t.due_at, fairway.fairway_now()) else t.due_at end
    from numbered n where t.id = n.id;
  update fairway.seen set lead = v_winner where lead = v_loser and tenant = a_tenant;
  update fairway.activity set lead = v_winner where tenant = a_tenant and lead = v_loser;
  update fairway.outbox set lead = v_winner where lead = v_loser and tenant = a_tenant;
  insert into fairway.entry as e (tenant, campaign, lead, entered_at, task)
    select l.tenant, l.campaign, v_winner, l.entered_at, l.task from fairway.entry l where l.lead = v_loser order by l.campaign
    on conflict (lead, campaign) do update set entered_at = excluded.entered_at, task = excluded.task
      where e.entered_at < excluded.entered_at;
  delete from fairway.entry where lead = v_loser;
  if a_task is null then
    insert into fairway.activity (seq, tenant, lead, at, type, attributes)
      select nextval('fairway.activity_seq'), a_tenant, v_winner, fairway.fairway_now(), 'person.merged',
          jsonb_build_object('loser', l.id)
        from fairway.lead l where l.number = v_loser;
  end if;
  return v_result;
end $$;
