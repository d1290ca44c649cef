-- Leads and their history. Rows of leads come as o_number, o_id, o_version, o_fields, o_memberships.

-- Memberships after a change, which is shaped as they are: kind -> name -> attributes, and null in
-- place of attributes for an entry that goes. A kind without entries is not there.
create or replace function fairway.memberships(a_before jsonb, a_change jsonb) returns jsonb
language sql immutable strict parallel safe
return (
  select coalesce(jsonb_object_agg(k.kind, k.entries) filter (where k.entries <> '{}'), '{}')
    from (
      select u.kind, (coalesce(a_before -> u.kind, '{}') || coalesce(a_change -> u.kind, '{}'))
          - array(select e.name from jsonb_each(a_change -> u.kind) e(name, attributes) where e.attributes = 'null')
          as entries
        from jsonb_object_keys(a_before || a_change) u(kind)
    ) k);

-- The entries of memberships, or of a change of them, as keys of fairway.member.
create or replace function fairway.membership_keys(a_memberships jsonb)
returns table (key text, attributes jsonb)
language sql immutable strict parallel safe rows 4
begin atomic
  select k.kind || '/' || n.name, n.attributes
    from jsonb_each(a_memberships) k(kind, names), jsonb_each(k.names) n(name, attributes);
end;

-- Keep fairway.member as those leads' rows are, after these changes of memberships (null: none).
create or replace function fairway.enlist(a_tenant int[], a_lead bigint[], a_change text[]) returns void
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  delete from fairway.member m
    using unnest(a_tenant, a_lead, a_change) c(tenant, lead, change), fairway.membership_keys(c.change::jsonb) k
    where k.attributes = 'null' and m.tenant = c.tenant and m.key = k.key and m.lead = c.lead;
  insert into fairway.member (tenant, key, lead)
    select c.tenant, k.key, c.lead
      from unnest(a_tenant, a_lead, a_change) c(tenant, lead, change), fairway.membership_keys(c.change::jsonb) k
      where k.attributes <> 'null'
    on conflict do nothing;
end $$;

-- Erase a lead: row, fields, memberships, history, unpublished events and entries go; its tasks end
-- as deleted, which leaves of them only ids and hashes. The caller holds the lead's advisory lock and
-- has set fairway.tenants. Losers of merges go with their winner.
create or replace function fairway.erase_lead(a_tenant int, a_lead bigint) returns void
language plpgsql volatile
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  perform from fairway.task t where t.tenant = a_tenant and t.lead = a_lead and (t.state <= 2 or t.state > 2)
    order by t.id for update;
  with gone as (
    delete from fairway.task t where t.tenant = a_tenant and t.lead = a_lead and (t.state <= 2 or t.state > 2)
      returning *
  )
  insert into fairway.seen (id, tenant, campaign, version, lead, state, digest, accepted_at, ended_at)
    select id, tenant, campaign, version, lead, 14, digest, accepted_at, fairway.fairway_now() from gone order by id;
  delete from fairway.activity where tenant = a_tenant and lead = a_lead;
  delete from fairway.outbox where tenant = a_tenant and lead = a_lead;
  delete from fairway.entry where tenant = a_tenant and lead = a_lead;
  with gone as (
    delete from fairway.lead where tenant = a_tenant and (number = a_lead or merged_into = a_lead)
      returning number, memberships
  )
  delete from fairway.member m using gone g, fairway.membership_keys(g.memberships) k
    where m.tenant = a_tenant and m.key = k.key and m.lead = g.number;
end $$;

drop function if exists fairway.read_leads;
-- Find leads by id or, where a_address is set, by address (a_key: the same in lower case); merged
-- ones are answered by their winner. Rows out for those found, by o_index.
create function fairway.read_leads(a_tenant int[], a_key text[], a_address text[])
returns table (o_index int, o_number bigint, o_id text, o_version bigint, o_fields jsonb, o_memberships jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  return query
  select a.i::int, w.number, w.id, w.version, w.fields, w.memberships
    from unnest(a_tenant, a_key, a_address) with ordinality a(tenant, key, address, i)
    join lateral (
      select coalesce(x.merged_into, x.number) as number
        from (
          select 0 as rank, l.number, l.merged_into from fairway.lead l
            where a.address is not null and l.tenant = a.tenant and l.email = a.key
          union all
          select 1, l.number, l.merged_into from fairway.lead l where l.tenant = a.tenant and l.id = a.key
        ) x
        order by x.rank, x.merged_into nulls first, x.number limit 1
    ) f on true
    join lateral (select * from fairway.lead w where w.number = f.number and w.tenant = a.tenant limit 1) w on true;
end $$;

drop function if exists fairway.list_leads;
-- A tenant's leads by id, behind a_after (null: from the first); merged ones left out.
create function fairway.list_leads(a_tenant int, a_after text, a_limit int)
returns table (o_number bigint, o_id text, o_version bigint, o_fields jsonb, o_memberships jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select l.number, l.id, l.version, l.fields, l.memberships from fairway.lead l
    where l.tenant = a_tenant and l.id > coalesce(a_after, '') and l.merged_into is null
    order by l.id limit a_limit;
end $$;

-- A tenant's leads that are members of a_key (lists/vip), by number behind a_after.
create or replace function fairway.list_members(a_tenant int, a_key text, a_after bigint, a_limit int)
returns table (o_number bigint, o_id text, o_version bigint, o_fields jsonb, o_memberships jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select l.number, l.id, l.version, l.fields, l.memberships
    from (select m.lead from fairway.member m where m.tenant = a_tenant and m.key = a_key and m.lead > a_after
      order by m.lead limit a_limit) m
    join lateral (select * from fairway.lead l where l.number = m.lead limit 1) l on true
    order by l.number;
end $$;

drop function if exists fairway.upsert_leads;
-- Create leads or change them. a_set: JSON object; a_clear: JSON array of fields to unset, or null;
-- a_members: change of memberships (see fairway.memberships), or null; a_replace: fields not set are
-- unset. In the order given for each id; rows are locked in the order
-- of ids. Rows out by o_index, as the lead stands after all of them.
create function fairway.upsert_leads(
  a_tenant int, a_id text[], a_set text[], a_clear text[], a_members text[], a_replace bool[])
returns table (o_index int, o_number bigint, o_id text, o_version bigint, o_fields jsonb, o_memberships jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  u record;
  v_number bigint;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  for u in
    select k.i::int as i, k.id, k.patch::jsonb as patch, k.unset::jsonb as unset, k.members, k.replace
      from unnest(a_id, a_set, a_clear, a_members, a_replace) with ordinality k(id, patch, unset, members, replace, i)
      order by k.id collate "C", k.i
  loop
    insert into fairway.lead as l (tenant, id, fields, memberships, created_at)
      values (a_tenant, u.id, u.patch, coalesce(fairway.memberships('{}', u.members::jsonb), '{}'), fairway.fairway_now())
      on conflict (tenant, id) do nothing
      returning l.number into v_number;
    if not found then
      select coalesce(l.merged_into, l.number) into v_number from fairway.lead l
        where l.tenant = a_tenant and l.id = u.id;
      update fairway.lead l
        set version = l.version + 1,
          fields = case when u.replace then u.patch
            else (l.fields || u.patch) - array(select jsonb_array_elements_text(coalesce(u.unset, '[]'))) end,
          memberships = coalesce(fairway.memberships(l.memberships, u.members::jsonb), l.memberships)
        where l.number = v_number and l.merged_into is null;
      if not found then
        raise exception 'lead erased or merged meanwhile' using errcode = 'serialization_failure';
      end if;
    end if;
    if u.members is not null then
      perform fairway.enlist(array[a_tenant], array[v_number], array[u.members]);
    end if;
  end loop;
  return query select * from fairway.read_leads(array_fill(a_tenant, array[cardinality(a_id)]), a_id,
    array_fill(null::text, array[cardinality(a_id)]));
end $$;

-- Erase a lead (of a merged one: its winner); false if there is none.
create or replace function fairway.delete_lead(a_tenant int, a_id text) returns bool
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  v_number bigint;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  select coalesce(l.merged_into, l.number) into v_number from fairway.lead l where l.tenant = a_tenant and l.id = a_id;
  if v_number is null then
    return false;
  end if;
  perform pg_advisory_xact_lock(v_number);
  if not exists (select from fairway.lead l where l.number = v_number) then
    return false;
  end if;
  perform fairway.erase_lead(a_tenant, v_number);
  return true;
end $$;

-- A lead's history, newest first, before a_before (null: from the newest).
create or replace function fairway.activities_of(a_tenant int, a_lead bigint, a_before bigint, a_limit int)
returns table (o_seq bigint, o_at timestamptz, o_type text, o_campaign int, o_task uuid, o_step text, o_attributes jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select a.seq, a.at, a.type, a.campaign, a.task, a.step, a.attributes from fairway.activity a
    where a.tenant = a_tenant and a.lead = a_lead and a.seq < coalesce(a_before, 9223372036854775807)
    order by a.seq desc limit a_limit;
end $$;

-- When a lead entered a campaign last; null if never, or if the campaign lets it enter every time.
create or replace function fairway.entered_at(a_tenant int, a_lead bigint, a_campaign int) returns timestamptz
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return (select e.entered_at from fairway.entry e where e.tenant = a_tenant and e.lead = a_lead and e.campaign = a_campaign);
end $$;
