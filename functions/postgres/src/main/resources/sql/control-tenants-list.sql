-- Tenants by name behind a name. $1 text (empty: from the start), $2 limit
select * from fairway.tenant where name > $1 order by name limit $2
