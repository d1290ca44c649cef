-- Tenants by name. $1 text[]
select * from fairway.tenant where name = any($1) order by name
