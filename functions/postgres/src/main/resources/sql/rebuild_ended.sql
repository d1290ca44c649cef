-- The rebuild of generation $1 has ended.
select fairway.rebuild_ended($1)
