-- Waits that are due ($1 tenants, $2 how many of each at most) back into their lines.
select * from fairway.reenter($1, $2)
