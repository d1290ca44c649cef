-- The Broker has a request: its credit lasts until the request's deadline, as its leases do.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 lane 4 credit 5 deadline_ms
-- Returns {"sent"} | {"stale", generation}
-- Invariant: a credit that was settled, or whose leases were given back, does not come back.
--! include shard

local stale = enter_shard(false)
if stale then return stale end

local credits = credit_key(ARGV[3])
redis.call('HDEL', UNSENT, ARGV[4])
if redis.call('ZADD', credits, 'XX', 'CH', ARGV[5], ARGV[4]) == 1 then
  local first = redis.call('ZRANGE', credits, 0, 0, 'WITHSCORES')[2]
  keep_gate_shut('lane:' .. ARGV[3], tonumber(first))
  flush()
end
return {'sent'}
