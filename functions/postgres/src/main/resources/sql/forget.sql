-- Forget what is older than 14 days, at most $1 of each kind.
select fairway.forget($1) as o_count
