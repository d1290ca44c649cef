-- Campaigns by name, and whether a lead may enter them every time, by the newest or the active version. $1 tenant
select c.name, bool_or(v.definition ->> 'qualification' = 'every') as every
from fairway.campaign c
join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number and v.version in (c.latest, c.active_version)
where c.tenant = $1 and c.deleted_at is null
group by c.name
