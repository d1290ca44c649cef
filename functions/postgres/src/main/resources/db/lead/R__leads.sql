-- Leads and their history. Rows of leads come as o_number, o_id, o_version, o_fields.

-- Find leads by id or, where a_address is set, by address (a_key: the same in lower case); merged
-- ones are answered by their winner. Rows out for those found, by o_index.
create or replace function fairway.read_leads(a_tenant int[], a_key text[], a_address text[])
returns table (o_index int, o_number bigint, o_id text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  return query
  select a.i::int, w.number, w.id, w.version, w.fields
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

-- A tenant's leads by id, behind a_after (null: from the first); merged ones left out.
create or replace function fairway.list_leads(a_tenant int, a_after text, a_limit int)
returns table (o_number bigint, o_id text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select l.number, l.id, l.version, l.fields from fairway.lead l
    where l.tenant = a_tenant and l.id > coalesce(a_after, '') and l.merged_into is null
    order by l.id limit a_limit;
end $$;

-- Create leads or change them. a_set: JSON object; a_clear: JSON array of fields to unset, or null;
-- a_replace: fields not set are unset. In the order given for each id; rows are locked in the order
-- of ids. Rows out by o_index, as the lead stands after all of them.
create or replace function fairway.upsert_leads(
  a_tenant int, a_id text[], a_set text[], a_clear text[], a_replace bool[])
returns table (o_index int, o_number bigint, o_id text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
declare
  u record;
  v_number bigint;
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  for u in
    select k.i::int as i, k.id, k.patch::jsonb as patch, k.unset::jsonb as unset, k.replace
      from unnest(a_id, a_set, a_clear, a_replace) with ordinality k(id, patch, unset, replace, i)
      order by k.id collate "C", k.i
  loop
    insert into fairway.lead as l (tenant, id, fields, created_at)
      values (a_tenant, u.id, u.patch, fairway.fairway_now())
      on conflict (tenant, id) do nothing;
    continue when found;
    select coalesce(l.merged_into, l.number) into v_number from fairway.lead l
      where l.tenant = a_tenant and l.id = u.id;
    update fairway.lead l
      set version = l.version + 1,
        fields = case when u.replace then u.patch
          else (l.fields || u.patch) - array(select jsonb_array_elements_text(coalesce(u.unset, '[]'))) end
      where l.number = v_number;
    if not found then
      raise exception 'lead erased meanwhile' using errcode = 'serialization_failure';
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
