-- The control database: tenants, what they defined, and who asked for what.
-- Owned by the role that runs this file; the functions work as fairway_app.

create table tenant (
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

create table campaign (
  tenant          integer not null references tenant on delete cascade,
  number          integer not null,
  name            text collate "C" not null check (name ~ '^[a-z0-9-]{1,80}$'),
  state           text not null default 'draft' check (state in ('draft', 'active', 'inactive', 'aborted')),
  latest          integer not null default 1,
  active_version  integer not null default 0,
  deleted_at      timestamptz,       -- its versions stay: tasks finish on the version they began with
  primary key (tenant, number)
);
create unique index campaign_name on campaign (tenant, name) where deleted_at is null;

-- Immutable: the application may only add rows.
create table campaign_version (
  tenant      integer not null,
  campaign    integer not null,
  version     integer not null,
  definition  jsonb not null,
  source      text not null,         -- what the author sent, verbatim
  primary key (tenant, campaign, version),
  foreign key (tenant, campaign) references campaign on delete cascade
);

create table asset (
  tenant  integer not null references tenant on delete cascade,
  kind    text collate "C" not null,
  name    text collate "C" not null,
  spec    jsonb not null,
  primary key (tenant, kind, name)
);

create table clock_offset (
  one     boolean primary key default true check (one),
  amount  interval not null default interval '0'
);
insert into clock_offset default values;

-- The engine's clock; the offset moves only in a local run.
create function fairway_now() returns timestamptz language sql volatile
  return clock_timestamp() + (select amount from clock_offset);

-- Append-only; no foreign key, so that it outlives its tenant.
create table audit (
  seq      bigint generated always as identity primary key,
  at       timestamptz not null default fairway_now(),
  tenant   text collate "C" not null,
  actor    text not null,
  action   text not null,
  subject  text not null
);
create index audit_of_tenant on audit (tenant, seq);

-- One writer per tenant at a time. Statements after this one see what earlier writers committed.
create function tenant_lock(t integer) returns void language plpgsql volatile as $$
begin
  perform from tenant where number = t for update;
  if not found then
    raise exception 'no tenant with number %', t using errcode = 'foreign_key_violation';
  end if;
end $$;

create function tenant_stamp(t integer) returns void language sql volatile
begin atomic
  update tenant set stamp = stamp + 1 where number = t;
end;

-- A new version, unless the newest one has the same definition.
create function campaign_put(t integer, n text, d jsonb, s text)
  returns setof campaign language plpgsql volatile as $$
declare c campaign;
begin
  perform tenant_lock(t);
  select * into c from campaign where tenant = t and name = n and deleted_at is null;
  if not found then
    update tenant set campaigns = campaigns + 1 where number = t;
    insert into campaign (tenant, number, name)
      select t, campaigns, n from tenant where number = t
      returning * into c;
  elsif exists (select from campaign_version v
                where v.tenant = t and v.campaign = c.number and v.version = c.latest and v.definition = d) then
    return next c;
    return;
  else
    update campaign set latest = latest + 1 where tenant = t and number = c.number returning * into c;
  end if;
  insert into campaign_version values (t, c.number, c.latest, d, s);
  perform tenant_stamp(t);
  return next c;
end $$;

-- Activation always means the newest version.
create function campaign_state(t integer, n text, to_state text)
  returns setof campaign language plpgsql volatile as $$
declare c campaign;
begin
  perform tenant_lock(t);
  update campaign
    set state = to_state, active_version = case when to_state = 'active' then latest else active_version end
    where tenant = t and name = n and deleted_at is null
    returning * into c;
  if found then
    perform tenant_stamp(t);
    return next c;
  end if;
end $$;

create function campaign_delete(t integer, n text) returns boolean language plpgsql volatile as $$
begin
  perform tenant_lock(t);
  update campaign set deleted_at = fairway_now(), state = 'inactive'
    where tenant = t and name = n and deleted_at is null;
  if not found then
    return false;
  end if;
  perform tenant_stamp(t);
  return true;
end $$;

-- `items`: [{kind, name, spec}]; unchanged ones leave the stamp alone.
create function asset_put(t integer, items jsonb) returns void language plpgsql volatile as $$
begin
  perform tenant_lock(t);
  insert into asset as a
    select t, i.kind, i.name, i.spec from jsonb_to_recordset(items) as i(kind text, name text, spec jsonb)
    on conflict (tenant, kind, name) do update set spec = excluded.spec
      where a.spec is distinct from excluded.spec;
  if found then
    perform tenant_stamp(t);
  end if;
end $$;

create function asset_delete(t integer, k text, n text) returns boolean language plpgsql volatile as $$
begin
  perform tenant_lock(t);
  delete from asset where tenant = t and kind = k and name = n;
  if not found then
    return false;
  end if;
  perform tenant_stamp(t);
  return true;
end $$;

grant select, insert, update, delete on tenant, campaign, asset to fairway_app;
grant select, insert on campaign_version, audit to fairway_app;
grant select, update on clock_offset to fairway_app;
