-- When a campaign runs next; a run that is due already comes first. $1 tenant, $2 campaign, $3 next
insert into fairway.run as r (tenant, campaign, next_at) values ($1, $2, $3)
on conflict (tenant, campaign) do update set next_at = excluded.next_at
  where r.next_at is null or r.next_at > fairway.fairway_now() or fairway.scheduled(r.tenant, r.campaign) is null
