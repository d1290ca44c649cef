-- What leads did ($1 tenants, $2 leads, $3 types, $4 since, $5 fields), and which events ($6, $7) are recorded.
select * from fairway.past_of($1, $2, $3, $4, $5, $6, $7)
