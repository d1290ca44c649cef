-- One holder per name for a while. A keeper who leaves sooner than the holder takes its place: what
-- it waits for is due before the holder wakes, if the holder lives at all.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 name 4 at_most_ms 5 holder ('' = nobody may renew)
-- Returns {"claimed"} | {"taken"} | {"stale", generation}
-- Invariant: before its deadline a name has one holder, and a keeper no successor that leaves later.
--! include shard

-- Who wakes within this time of what is due wakes in time.
local SOON_MS = 50

local stale = enter_shard(false)
if stale then return stale end

local claims = PREFIX .. 'claims'
redis.call('ZREMRANGEBYSCORE', claims, '-inf', now)
local held, until_ms = redis.call('ZSCORE', claims, ARGV[3]), now + tonumber(ARGV[4])
local takes = ARGV[5] ~= '' and held
  and (until_ms < held - SOON_MS or redis.call('HGET', CLOCK, 'keeper') == ARGV[5])
if held and not takes then return {'taken'} end
redis.call('ZADD', claims, until_ms, ARGV[3])
if ARGV[5] ~= '' then redis.call('HSET', CLOCK, 'keeper', ARGV[5]) end
return {'claimed'}
