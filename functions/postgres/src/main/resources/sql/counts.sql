-- Tasks of tenants $1 by state.
select * from fairway.count_tasks($1)
