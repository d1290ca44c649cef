-- Where a task is in the queue, and why it waits.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 tenant 4 lead 5 position
-- Returns {"found", l leased | r ready | d delayed | i in line | - nowhere, waiting() of lines.lua,
-- all 0 unless ready or in line} | {"stale", generation}
-- Invariant: writes nothing.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

local it, lead, position = tenant(ARGV[3]), ARGV[4], ARGV[5]
local NONE = '0|0|0|0|0|0|0'
local rec = head(it, lead)
if rec and rec.position == position then
  return {'found', rec.state, rec.state == 'r' and waiting(it, lead, rec) or NONE}
end
local behind = redis.call('ZRANGEBYSCORE', line_key(it, lead), position, position)
if behind[1] then return {'found', 'i', '0|0|0|0|0|0|' .. parse_member(behind[1]).stood} end
return {'found', '-', NONE}
