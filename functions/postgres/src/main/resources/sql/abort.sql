-- End at most $3 unfinished tasks of campaign $2 of tenant $1.
select fairway.abort_tasks($1, $2, $3) as o_count
