-- The newest lines of a tenant. $1 tenant, $2 limit
select at, tenant, actor, action, subject from fairway.audit where tenant = $1 order by seq desc limit $2
