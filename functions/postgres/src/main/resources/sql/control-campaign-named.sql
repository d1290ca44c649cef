-- One campaign. $1 tenant, $2 name
select * from fairway.campaign where tenant = $1 and name = $2 and deleted_at is null
