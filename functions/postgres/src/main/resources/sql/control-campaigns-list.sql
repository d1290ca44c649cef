-- Campaigns by name behind a name. $1 tenant, $2 name (empty: from the start), $3 limit
select * from fairway.campaign where tenant = $1 and name > $2 and deleted_at is null order by name limit $3
