-- All lines behind a cursor: $1 tenant, $2 lead, $3 position, $4 limit.
select * from fairway.in_line($1, $2, $3, $4)
