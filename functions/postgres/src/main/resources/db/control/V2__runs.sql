-- Campaigns with a schedule: the next run of each, and the one under way or ended last.
create table fairway.run (
  tenant      integer not null,
  campaign    integer not null,
  next_at     timestamptz,                   -- null while a run is under way, or nothing is planned
  due         timestamptz,                   -- of the run; null if there was none yet
  started     timestamptz,
  ended       timestamptz,
  state       text check (state in ('counting', 'entering', 'done', 'aborted', 'stopped')),
  after       text not null default '',      -- id of the last lead of the last page
  members     integer not null default 0,
  reason      text,
  holder      uuid,
  held_until  timestamptz not null default '-infinity',
  primary key (tenant, campaign),
  foreign key (tenant, campaign) references fairway.campaign on delete cascade
);
create index run_under_way on fairway.run (held_until) where state in ('counting', 'entering');
create index run_next on fairway.run (next_at);

-- The definition by which a campaign takes leads in by itself, if it does.
create function fairway.scheduled(t integer, n integer) returns jsonb language sql stable
begin atomic
  select v.definition
  from fairway.campaign c
  join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number and v.version = c.active_version
  where c.tenant = t and c.number = n and c.state = 'active' and c.deleted_at is null and v.definition ? 'schedule';
end;

-- Under way without a holder, or due; a tenant that drains takes nobody in.
create function fairway.runs_pending() returns setof fairway.run language sql volatile
begin atomic
  select r.* from fairway.run r
  join fairway.tenant t on t.number = r.tenant and t.state <> 'draining'
  where r.state in ('counting', 'entering') and r.held_until <= fairway.fairway_now()
  union all
  select r.* from fairway.run r
  join fairway.tenant t on t.number = r.tenant and t.state <> 'draining'
  where r.next_at <= fairway.fairway_now() and coalesce(r.state, 'done') not in ('counting', 'entering')
    and fairway.scheduled(r.tenant, r.campaign) is not null;
end;

-- The pending run that waits longest, begun if it was due. Whoever loses the race for it finds it changed and tries another.
create function fairway.run_hold(lease interval) returns setof fairway.run language plpgsql volatile as $$
declare
  r fairway.run;
  at timestamptz := fairway.fairway_now();
begin
  for r in select * from fairway.runs_pending() order by held_until, tenant, campaign loop
    update fairway.run as h set
        due = case when h.state in ('counting', 'entering') then h.due else h.next_at end,
        started = case when h.state in ('counting', 'entering') then h.started else at end,
        next_at = case when h.state in ('counting', 'entering') then h.next_at end,
        state = case when h.state in ('counting', 'entering') then h.state else 'counting' end,
        after = case when h.state in ('counting', 'entering') then h.after else '' end,
        members = case when h.state in ('counting', 'entering') then h.members else 0 end,
        reason = null, ended = null, holder = gen_random_uuid(), held_until = at + lease
      where h.tenant = r.tenant and h.campaign = r.campaign and h.held_until = r.held_until
        and h.next_at is not distinct from r.next_at and h.state is not distinct from r.state
      returning * into r;
    if found then
      return next r;
      return;
    end if;
  end loop;
end $$;

grant select, insert, update on fairway.run to fairway_app;
