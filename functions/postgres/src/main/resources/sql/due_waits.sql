-- Tenants with waits that are due, counted up to $1 each.
select o_tenant, o_due from fairway.due_waits($1)
