-- Whether there was one to delete. $1 tenant, $2 name
select fairway.campaign_delete($1, $2) as deleted
