-- Move the one clock on by $1 milliseconds; only where the right was granted (local run).
select fairway.advance_clock($1::bigint * interval '1 ms')
