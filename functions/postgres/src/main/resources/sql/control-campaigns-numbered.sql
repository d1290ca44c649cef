-- Campaigns by number, deleted ones included. $1 tenant, $2 integer[]
select * from fairway.campaign where tenant = $1 and number = any($2) order by number
