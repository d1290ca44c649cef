-- Count a loss of tasks ($1 ids, $2 tenants); those still in line.
select * from fairway.lost_tasks($1, $2)
