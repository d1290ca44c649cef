-- Tasks ($1 ids, $2 tenants) with their leads, in the order asked.
select * from fairway.open_tasks($1, $2)
