-- What leads did ($1 tenants, $2 leads, $3 types, $4 since, $5 fields), which campaigns they entered ($6, $7, $8),
-- and which events ($9, $10) are recorded.
select * from fairway.past_of($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
