-- Run in a lead database: take this offset. $1 microseconds
select fairway.advance_clock($1::bigint * interval '1 microsecond' - moved_by) from fairway.clock_offset
