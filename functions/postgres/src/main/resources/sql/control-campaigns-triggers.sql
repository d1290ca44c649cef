-- Event types that active campaigns trigger on. $1 tenant
select distinct t.value ->> 'on' as type
from fairway.campaign c
join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number and v.version = c.active_version
cross join jsonb_array_elements(v.definition -> 'triggers') t
where c.tenant = $1 and c.state = 'active' and c.deleted_at is null
