-- The control database's clock.
select fairway.fairway_now() as now
