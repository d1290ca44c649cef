-- One holder per name for a while.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 name 4 at_most_ms 5 holder ('' = nobody may renew)
-- Returns {"claimed"} | {"taken"} | {"stale", generation}
-- Invariant: a name has at most one holder before its deadline.
--! include shard

local stale = enter_shard(false)
if stale then return stale end

local claims = PREFIX .. 'claims'
redis.call('ZREMRANGEBYSCORE', claims, '-inf', now)
local held = redis.call('ZSCORE', claims, ARGV[3])
local mine = ARGV[5] ~= '' and redis.call('HGET', CLOCK, 'keeper') == ARGV[5]
if held and not mine then return {'taken'} end
redis.call('ZADD', claims, now + tonumber(ARGV[4]), ARGV[3])
if ARGV[5] ~= '' then redis.call('HSET', CLOCK, 'keeper', ARGV[5]) end
return {'claimed'}
