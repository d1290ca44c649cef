-- Leads of tenant $1 that are members of $2 (lists/vip), behind number $3, at most $4.
select * from fairway.list_members($1, $2, $3, $4)
