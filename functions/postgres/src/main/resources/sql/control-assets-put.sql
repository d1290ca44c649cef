-- Create or replace assets together. $1 tenant, $2 [{kind, name, spec}]
select fairway.asset_put($1, $2)
