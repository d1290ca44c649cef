-- History of a task: $1 tenant, $2 task, $3 limit.
select * from fairway.steps_of($1, $2, $3)
