-- Tasks of an operator's query: $1 tenant, $2 task, $3 state, $4 lead, $5 campaign, $6 after, $7 limit.
select * from fairway.list_tasks($1, $2, $3, $4, $5, $6, $7)
