-- The next run of a campaign, if it is active, and the last. $1 tenant, $2 campaign
select r.*, fairway.scheduled(r.tenant, r.campaign) is not null as active from fairway.run r where r.tenant = $1 and r.campaign = $2
