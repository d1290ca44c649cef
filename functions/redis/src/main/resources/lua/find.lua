-- Where a task is in the queue.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 tenant 4 lead 5 position
-- Returns {"found", l leased | r ready | d delayed | i in line | - nowhere} | {"stale", generation}
-- Invariant: writes nothing.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

local it = tenant(ARGV[3])
local rec = head(it, ARGV[4])
if rec and rec.position == ARGV[5] then return {'found', rec.state} end
if redis.call('ZCOUNT', line_key(it, ARGV[4]), ARGV[5], ARGV[5]) > 0 then return {'found', 'i'} end
return {'found', '-'}
