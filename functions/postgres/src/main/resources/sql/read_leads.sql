-- Leads: $1 tenants, $2 ids or lower-case addresses, $3 addresses or null.
select * from fairway.read_leads($1, $2, $3)
