-- Create a tenant or change its settings; its lead database and number stay.
-- $1 name, $2 weight, $3 max_in_flight, $4 rate_per_second, $5 burst, $6 push_window or null, $7 max_buffered,
-- $8 database, $9 zone, $10 unknown_lead, $11 mails_per_day, $12 mails_per_7_days, $13 retention_days, $14 state
insert into fairway.tenant (name, weight, max_in_flight, rate_per_second, burst, push_window, max_buffered, database, zone,
                    unknown_lead, mails_per_day, mails_per_7_days, retention_days, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (name) do update set
  weight = excluded.weight, max_in_flight = excluded.max_in_flight, rate_per_second = excluded.rate_per_second,
  burst = excluded.burst, push_window = excluded.push_window, max_buffered = excluded.max_buffered,
  zone = excluded.zone, unknown_lead = excluded.unknown_lead, mails_per_day = excluded.mails_per_day,
  mails_per_7_days = excluded.mails_per_7_days, retention_days = excluded.retention_days, state = excluded.state
returning *
