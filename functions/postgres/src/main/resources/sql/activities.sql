-- History of a lead: $1 tenant, $2 lead, $3 before seq or null, $4 limit.
select * from fairway.activities_of($1, $2, $3, $4)
