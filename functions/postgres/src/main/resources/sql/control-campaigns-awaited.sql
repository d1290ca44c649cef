-- Event types that steps of any version wait for. $1 tenant
select distinct jsonb_path_query(v.definition, 'lax $.flow.** ? (@."do" == "wait.until")."with"."on"[*]') #>> '{}' as type
from fairway.campaign c
join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number
where c.tenant = $1 and c.deleted_at is null
