-- A new draft version, unless the newest is the same. $1 tenant, $2 name, $3 definition, $4 source
select * from fairway.campaign_put($1, $2, $3, $4)
