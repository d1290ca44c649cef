-- The newest version of every campaign. $1 tenant
select c.*, v.version, v.definition, v.source
from fairway.campaign c join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number and v.version = c.latest
where c.tenant = $1 and c.deleted_at is null
order by c.name
