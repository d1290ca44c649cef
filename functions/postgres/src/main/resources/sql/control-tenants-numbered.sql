-- Tenants by number. $1 integer[]
select * from fairway.tenant where number = any($1) order by number
