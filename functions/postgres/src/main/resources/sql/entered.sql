-- When a lead ($2) of a tenant ($1) entered a campaign ($3) last.
select fairway.entered_at($1, $2, $3) as o_at
