-- Waits that are due, at most $1, back into their lines.
select * from fairway.reenter($1)
