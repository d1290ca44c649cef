-- The offset, in microseconds, and the time it makes.
select (extract(epoch from moved_by) * 1000000)::bigint as offset_us, fairway.fairway_now() as now from fairway.clock_offset
