-- Compare and set a tenant's flow: $1 tenant, $2 mode and $3 epoch as known, $4 and $5 to be.
select fairway.move_flow($1, $2, $3, $4, $5) as o_moved
