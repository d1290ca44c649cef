-- How many tenants live on each lead database that has any.
select database, count(*) as tenants from fairway.tenant group by database
