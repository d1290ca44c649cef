-- Create or change a record: $1 tenant, $2 type, $3 key, $4 fields, $5 fields to unset, $6 replace.
select * from fairway.upsert_record($1, $2, $3, $4, $5, $6)
