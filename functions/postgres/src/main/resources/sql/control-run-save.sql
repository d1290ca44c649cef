-- How far a run has come; no row if somebody else has it. $1 tenant, $2 campaign, $3 holder, $4 state, $5 after, $6 members, $7 reason, $8 ended, $9 next, $10 milliseconds
update fairway.run set state = $4, after = $5, members = $6, reason = $7, ended = $8, next_at = coalesce(next_at, $9),
  holder = case when $10::bigint > 0 then holder end, held_until = fairway.fairway_now() + $10::bigint * interval '1 millisecond'
where tenant = $1 and campaign = $2 and holder = $3
returning tenant
