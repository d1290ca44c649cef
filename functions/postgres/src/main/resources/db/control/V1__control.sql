-- The control database: tenants, what they defined, and who asked for what.
-- Owned by the role that runs this file; the functions work as fairway_app.

create schema if not exists fairway;

create table fairway.tenant (
  number             integer generated always as identity primary key,  -- never reused
  name               text collate "C" not null unique check (name ~ '^[a-z0-9-]{1,40}$'),
  stamp              bigint not null default 1,    -- grows with every change of campaigns or assets
  campaigns          integer not null default 0,   -- campaign numbers drawn so far
  weight             integer not null check (weight > 0),
  max_in_flight      integer not null check (max_in_flight > 0),
  rate_per_second    integer not null check (rate_per_second >= 0),
  burst              integer not null check (burst > 0),
  push_window        integer check (push_window > 0),
  max_buffered       integer not null check (max_buffered >= 0),
  database           text not null,                -- never changes: its leads are there
  zone               text not null,
  unknown_lead       text not null check (unknown_lead in ('create', 'ignore', 'reject')),
  mails_per_day      integer not null check (mails_per_day >= 0),
  mails_per_7_days   integer not null check (mails_per_7_days >= 0),
  retention_days     integer not null check (retention_days > 0),
  state              text not null check (state in ('active', 'paused', 'draining'))
);

create table fairway.campaign (
  tenant          integer not null references fairway.tenant on delete cascade,
  number          integer not null,
  name            text collate "C" not null check (name ~ '^[a-z0-9-]{1,80}$'),
  state           text not null default 'draft' check (state in ('draft', 'active', 'inactive', 'aborted')),
  latest          integer not null default 1,
  active_version  integer not null default 0,
  deleted_at      timestamptz,       -- its versions stay: tasks finish on the version they began with
  primary key (tenant, number)
);
create unique index campaign_name on fairway.campaign (tenant, name) where deleted_at is null;

-- Immutable: the application may only add rows.
create table fairway.campaign_version (
  tenant      integer not null,
  campaign    integer not null,
  version     integer not null,
  definition  jsonb not null,
  source      text not null,         -- what the author sent, verbatim
  primary key (tenant, campaign, version),
  foreign key (tenant, campaign) references fairway.campaign on delete cascade
);

create table fairway.asset (
  tenant  integer not null references fairway.tenant on delete cascade,
  kind    text collate "C" not null,
  name    text collate "C" not null,
  spec    jsonb not null,
  primary key (tenant, kind, name)
);

create table fairway.clock_offset (
  only_row  boolean primary key default true check (only_row),
  moved_by  interval not null
);
insert into fairway.clock_offset (moved_by) values ('0');

-- The engine's clock; the offset moves only in a local run.
create function fairway.fairway_now() returns timestamptz language sql volatile
  return clock_timestamp() + (select moved_by from fairway.clock_offset);

-- Nobody may by default; the local run grants it to the application.
create function fairway.advance_clock(a_by interval) returns void language sql volatile security definer
  set search_path = fairway, pg_temp
begin atomic
  update fairway.clock_offset set moved_by = moved_by + a_by;
end;
revoke all on function fairway.advance_clock(interval) from public;

-- Append-only; no foreign key, so that it outlives its tenant.
create table fairway.audit (
  seq      bigint generated always as identity primary key,
  at       timestamptz not null default fairway.fairway_now(),
  tenant   text collate "C" not null,
  actor    text not null,
  action   text not null,
  subject  text not null
);
create index audit_of_tenant on fairway.audit (tenant, seq);

-- One writer per tenant at a time. Statements after this one see what earlier writers committed.
create function fairway.tenant_lock(t integer) returns void language plpgsql volatile as $$
begin
  perform from fairway.tenant where number = t for update;
  if not found then
    raise exception 'no tenant with number %', t using errcode = 'foreign_key_violation';
  end if;
end $$;

create function fairway.tenant_stamp(t integer) returns void language sql volatile
begin atomic
  update fairway.tenant set stamp = stamp + 1 where number = t;
end;

-- A new version, unless the newest one has the same definition.
create function fairway.campaign_put(t integer, n text, d jsonb, s text)
  returns setof fairway.campaign language plpgsql volatile as $$
declare c fairway.campaign;
begin
  perform fairway.tenant_lock(t);
  select * into c from fairway.campaign where tenant = t and name = n and deleted_at is null;
  if not found then
    update fairway.tenant set campaigns = campaigns + 1 where number = t;
    insert into fairway.campaign (tenant, number, name)
      select t, campaigns, n from fairway.tenant where number = t
      returning * into c;
  elsif exists (select from fairway.campaign_version v
                where v.tenant = t and v.campaign = c.number and v.version = c.latest and v.definition = d) then
    return next c;
    return;
  else
    update fairway.campaign set latest = latest + 1 where tenant = t and number = c.number returning * into c;
  end if;
  insert into fairway.campaign_version values (t, c.number, c.latest, d, s);
  perform fairway.tenant_stamp(t);
  return next c;
end $$;

-- Activation always means the newest version.
create function fairway.campaign_state(t integer, n text, to_state text)
  returns setof fairway.campaign language plpgsql volatile as $$
declare c fairway.campaign;
begin
  perform fairway.tenant_lock(t);
  update fairway.campaign
    set state = to_state, active_version = case when to_state = 'active' then latest else active_version end
    where tenant = t and name = n and deleted_at is null
    returning * into c;
  if found then
    perform fairway.tenant_stamp(t);
    return next c;
  end if;
end $$;

create function fairway.campaign_delete(t integer, n text) returns boolean language plpgsql volatile as $$
begin
  perform fairway.tenant_lock(t);
  update fairway.campaign set deleted_at = fairway.fairway_now(), state = 'inactive'
    where tenant = t and name = n and deleted_at is null;
  if not found then
    return false;
  end if;
  perform fairway.tenant_stamp(t);
  return true;
end $$;

-- `items`: [{kind, name, spec}]; unchanged ones leave the stamp alone.
create function fairway.asset_put(t integer, items jsonb) returns void language plpgsql volatile as $$
begin
  perform fairway.tenant_lock(t);
  insert into fairway.asset as a
    select t, i.kind, i.name, i.spec from jsonb_to_recordset(items) as i(kind text, name text, spec jsonb)
    on conflict (tenant, kind, name) do update set spec = excluded.spec
      where a.spec is distinct from excluded.spec;
  if found then
    perform fairway.tenant_stamp(t);
  end if;
end $$;

create function fairway.asset_delete(t integer, k text, n text) returns boolean language plpgsql volatile as $$
begin
  perform fairway.tenant_lock(t);
  delete from fairway.asset where tenant = t and kind = k and name = n;
  if not found then
    return false;
  end if;
  perform fairway.tenant_stamp(t);
  return true;
end $$;

grant usage on schema fairway to fairway_app;
grant select, insert, update, delete on fairway.tenant, fairway.campaign, fairway.asset to fairway_app;
grant select, insert on fairway.campaign_version, fairway.audit to fairway_app;
grant select on fairway.clock_offset to fairway_app;
