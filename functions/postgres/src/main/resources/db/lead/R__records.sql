-- Records of tenants. Rows come as o_key, o_version, o_fields.

-- Read records. Rows out for those there are, by o_index.
create or replace function fairway.read_records(a_tenant int[], a_type text[], a_key text[])
returns table (o_index int, o_key text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants',
    (select coalesce(array_agg(distinct t), '{}')::text from unnest(a_tenant) t), true);
  return query
  select a.i::int, r.key, r.version, r.fields
    from unnest(a_tenant, a_type, a_key) with ordinality a(tenant, type, key, i)
    join lateral (select * from fairway.record r where r.tenant = a.tenant and r.type = a.type and r.key = a.key
      limit 1) r on true;
end $$;

-- A tenant's records of a type by key, behind a_after (null: from the first).
create or replace function fairway.list_records(a_tenant int, a_type text, a_after text, a_limit int)
returns table (o_key text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  select r.key, r.version, r.fields from fairway.record r
    where r.tenant = a_tenant and r.type = a_type and r.key > coalesce(a_after, '')
    order by r.key limit a_limit;
end $$;

-- Create a record or change it. a_set: JSON object; a_clear: JSON array of fields to unset; a_replace:
-- fields not set are unset. The row as it stands then.
create or replace function fairway.upsert_record(
  a_tenant int, a_type text, a_key text, a_set text, a_clear text, a_replace bool)
returns table (o_key text, o_version bigint, o_fields jsonb)
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  return query
  insert into fairway.record as r (tenant, type, key, version, fields) values (a_tenant, a_type, a_key, 1, a_set::jsonb)
    on conflict (tenant, type, key) do update
      set version = r.version + 1,
        fields = case when a_replace then excluded.fields
          else (r.fields || excluded.fields) - array(select jsonb_array_elements_text(a_clear::jsonb)) end
    returning r.key, r.version, r.fields;
end $$;

-- Delete a record; false if there is none.
create or replace function fairway.delete_record(a_tenant int, a_type text, a_key text) returns bool
language plpgsql volatile
set enable_seqscan = off
as $$
begin
  perform set_config('fairway.tenants', array[a_tenant]::text, true);
  delete from fairway.record r where r.tenant = a_tenant and r.type = a_type and r.key = a_key;
  return found;
end $$;

-- Change records with the commits of visits, which the caller has judged so far: a_result, and c_* as
-- in commit_visits. k_*: the records that any of them changes, each once; w_*: the changes in the
-- order of their commits. w_record: index into k_*; w_version: what was decided on.
-- Returns a_result, with 1 (conflict) where a version, or that of the lead, is another one by now.
--
-- Whether a commit changes its records depends on its lead, and what the commits behind it may change
-- depends on that: so all rows are locked before any is changed. Records first, by tenant, type and
-- key; then leads by number.
create or replace function fairway.commit_records(
  k_tenant int[], k_type text[], k_key text[], w_commit int[], w_record int[], w_version bigint[], w_fields text[],
  a_result smallint[], c_tenant int[], c_lead bigint[], c_version bigint[], c_set text[]) returns smallint[]
language plpgsql volatile
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_result smallint[];
  v_version bigint[]; -- per record: as the commits so far leave it
  v_change int[] := array_fill(null::int, array[cardinality(k_key)]); -- per record: index of its last change
  v_visit record;
  i int;
begin
  -- Something to lock also where there is nothing yet: version 0, gone again before the end.
  insert into fairway.record (tenant, type, key, version, fields)
    select k.tenant, k.type, k.key, 0, '{}' from unnest(k_tenant, k_type, k_key) k(tenant, type, key)
      order by k.tenant, k.type collate "C", k.key collate "C"
    on conflict do nothing;
  select array_agg(coalesce(r.version, -1) order by k.i) into v_version
    from unnest(k_tenant, k_type, k_key) with ordinality k(tenant, type, key, i)
    left join (
      select r.* from (select * from unnest(k_tenant, k_type, k_key) k(tenant, type, key)
          order by k.tenant, k.type collate "C", k.key collate "C") k
        cross join lateral (select * from fairway.record r
          where r.tenant = k.tenant and r.type = k.type and r.key = k.key for no key update) r
    ) r on r.tenant = k.tenant and r.type = k.type and r.key = k.key;

  perform from (select k.lead from unnest(c_lead, c_set, a_result) k(lead, patch, result)
      where k.result = 0 and k.patch is not null order by k.lead) k
    cross join lateral (select from fairway.lead l where l.number = k.lead for no key update) l;
  select array_agg(
        case
          when k.result = 0 and k.patch is not null and not exists (select from fairway.lead l
            where l.number = k.lead and l.tenant = k.tenant and l.version = k.version and l.merged_into is null) then 1
          else k.result
        end::smallint order by k.i)
    into v_result
    from unnest(c_tenant, c_lead, c_version, c_set, a_result) with ordinality k(tenant, lead, version, patch, result, i);

  for v_visit in
    select r.c, array_agg(r.i) as changes from unnest(w_commit) with ordinality r(c, i)
      where v_result[r.c] = 0 group by r.c order by r.c
  loop
    if exists (select from unnest(v_visit.changes) r(i) where v_version[w_record[r.i]] <> w_version[r.i]) then
      v_result[v_visit.c] := 1;
    else
      foreach i in array v_visit.changes loop
        v_version[w_record[i]] := w_version[i] + 1;
        v_change[w_record[i]] := i;
      end loop;
    end if;
  end loop;

  update fairway.record r set version = k.version, fields = w_fields[k.change]::jsonb
    from unnest(k_tenant, k_type, k_key, v_version, v_change) k(tenant, type, key, version, change)
    where k.change is not null and r.tenant = k.tenant and r.type = k.type and r.key = k.key;
  if 0 = any (v_version) then
    delete from fairway.record r
      using unnest(k_tenant, k_type, k_key, v_version) k(tenant, type, key, version)
      where k.version = 0 and r.tenant = k.tenant and r.type = k.type and r.key = k.key;
  end if;
  return v_result;
end $$;
