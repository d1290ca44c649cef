-- The rebuild is complete: the shard serves from now on.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation
-- Returns {"open"} | {"stale", generation}
-- Invariant: only a shard that was loading opens.
--! include shard

local stale = enter_shard(true)
if stale then return stale end
redis.call('HSET', CLOCK, 'state', 'open')
return {'open'}
