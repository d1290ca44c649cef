-- The flows of tenants ($1).
select * from fairway.flows_of($1)
