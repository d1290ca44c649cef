-- Leads of tenant $1 behind id $2, at most $3.
select * from fairway.list_leads($1, $2, $3)
