-- What several functions share: the shape of events we emit, erasure, and upkeep.

-- A structured CloudEvent about a lead. The tenant's name is added by whoever publishes it.
create function fairway.cloud_event(
  id text, source text, type text, subject text, at timestamptz, depth int, traceparent text, data jsonb)
returns jsonb
language sql immutable parallel safe
return jsonb_build_object('specversion', '1.0', 'id', id, 'source', source, 'type', type, 'subject', subject,
    'time', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'datacontenttype', 'application/json', 'depth', depth::text, 'data', data)
  || case when traceparent is null then '{}' else jsonb_build_object('traceparent', traceparent) end;

-- Erase a lead: row, fields, history, unpublished events and entries go; its tasks end as deleted,
-- which leaves of them only ids and hashes. The caller holds the lead's advisory lock and has set
-- fairway.tenants. Losers of merges go with their winner.
create function fairway.erase_lead(a_tenant int, a_lead bigint) returns void
language plpgsql volatile
set enable_seqscan = off
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
  delete from fairway.lead where tenant = a_tenant and (number = a_lead or merged_into = a_lead);
end $$;

-- Create the history's partitions from today on for so many days; existing ones stay. A day whose
-- rows already stand in activity_other is left there.
create function fairway.activity_partitions(a_days int) returns void
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
declare
  v_day date;
begin
  perform set_config('fairway.engine', 'on', true);
  perform pg_advisory_xact_lock(2, 0);
  for n in 0..a_days loop
    v_day := (fairway.fairway_now() at time zone 'UTC')::date + n;
    continue when to_regclass(format('fairway.activity_%s', to_char(v_day, 'YYYYMMDD'))) is not null
      or exists (select from fairway.activity_other
        where at >= v_day::timestamp at time zone 'UTC' and at < (v_day + 1)::timestamp at time zone 'UTC');
    execute format('create table fairway.activity_%s partition of fairway.activity for values from (%L) to (%L)',
      to_char(v_day, 'YYYYMMDD'), v_day::timestamp at time zone 'UTC', (v_day + 1)::timestamp at time zone 'UTC');
  end loop;
end $$;

-- Forget ended tasks and recorded events older than 14 days, at most so many of each.
-- Returns how many went.
create function fairway.forget(a_limit int) returns int
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
declare
  v_before timestamptz := fairway.fairway_now() - interval '14 days';
  v_seen int;
  v_heard int;
begin
  perform set_config('fairway.engine', 'on', true);
  delete from fairway.seen where id in (select id from fairway.seen where ended_at < v_before limit a_limit);
  get diagnostics v_seen = row_count;
  delete from fairway.heard where key in (select key from fairway.heard where at < v_before limit a_limit);
  get diagnostics v_heard = row_count;
  return v_seen + v_heard;
end $$;

-- Move the one clock on. Nobody may by default; the local run grants it to the application.
create function fairway.advance_clock(a_by interval) returns void
language sql volatile security definer
set search_path = fairway, pg_temp
begin atomic
  update fairway.clock_offset set moved_by = moved_by + a_by;
end;
revoke all on function fairway.advance_clock(interval) from public;

select fairway.activity_partitions(14);
