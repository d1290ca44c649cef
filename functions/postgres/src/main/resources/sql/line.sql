-- A lead's line: $1 tenant, $2 lead, $3 after position, $4 limit.
select * from fairway.line_of($1, $2, $3, $4)
