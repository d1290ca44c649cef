-- Create or change leads: $1 tenant, $2 ids, $3 patches, $4 fields to unset, $5 memberships, $6 replace.
select * from fairway.upsert_leads($1, $2, $3, $4, $5, $6)
