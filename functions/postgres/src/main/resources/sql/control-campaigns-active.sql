-- The active version of every active campaign. $1 tenant
select c.*, v.version, v.definition, v.source
from fairway.campaign c join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number and v.version = c.active_version
where c.tenant = $1 and c.state = 'active' and c.deleted_at is null
order by c.name
