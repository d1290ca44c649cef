-- Tenants by name. $1 text[]
select * from tenant where name = any($1) order by name
