-- One version, also of a deleted campaign. $1 tenant, $2 campaign number, $3 version
select c.*, v.version, v.definition, v.source
from fairway.campaign c join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number
where c.tenant = $1 and c.number = $2 and v.version = $3
