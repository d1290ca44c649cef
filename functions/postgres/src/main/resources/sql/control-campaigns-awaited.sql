-- Event types that steps of any version wait for, or that take leads out of its flow. $1 tenant
select distinct types.type #>> '{}' as type
from fairway.campaign c
join fairway.campaign_version v on v.tenant = c.tenant and v.campaign = c.number
cross join lateral (
  select jsonb_path_query(v.definition, 'lax $.flow.** ? (@."do" == "wait.until")."with"."on"[*]')
  union all
  select jsonb_path_query(v.definition, 'lax $.exitOn[*]."on"[*]')
) types(type)
where c.tenant = $1 and c.deleted_at is null
