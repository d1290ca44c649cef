-- How many tasks of each tenant may be pushed now; what is granted is held for 5 s.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation then tenant wanted for each tenant
-- Returns {"reserved", id, granted for each tenant} | {"stale", generation}
-- Invariant: held + live reservations <= push window, after every grant.
--! include shard

local HELD_MS = 5000

local stale = enter_shard(false)
if stale then return stale end

local id = ARGV[2] .. '-' .. text(redis.call('HINCRBY', CLOCK, 'counter', 1))
local answer, names = {'reserved', ''}, {}
for i = 3, #ARGV, 2 do
  local it, key = tenant(ARGV[i]), tenant_key(ARGV[i], 'reserved')
  local room = it.window - it.held
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  for _, name in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    room = room - tonumber(string.match(name, '=(%d+)$'))
  end
  local granted = math.max(0, math.min(tonumber(ARGV[i + 1]), room))
  table.insert(answer, granted)
  if granted > 0 then
    redis.call('ZADD', key, now + HELD_MS, id .. '=' .. text(granted))
    redis.call('PEXPIRE', key, 60000)
    table.insert(names, it.id .. '=' .. text(granted))
  end
end
answer[2] = id .. ':' .. table.concat(names, ',')
return answer
