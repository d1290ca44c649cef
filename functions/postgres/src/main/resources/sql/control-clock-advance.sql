-- Move the control database's clock: the offset that all others take. $1 microseconds
select fairway.advance_clock($1::bigint * interval '1 microsecond')
