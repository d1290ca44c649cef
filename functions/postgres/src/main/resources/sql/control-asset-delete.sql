-- Whether there was one to delete. $1 tenant, $2 kind, $3 name
select fairway.asset_delete($1, $2, $3) as deleted
