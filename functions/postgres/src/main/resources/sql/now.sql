-- The one clock.
select fairway.fairway_now() as o_now
