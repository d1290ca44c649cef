-- Activate (the newest version), deactivate or abort; no row if there is none. $1 tenant, $2 name, $3 state
select * from fairway.campaign_state($1, $2, $3)
