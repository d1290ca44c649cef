-- Put journaled tasks into their leads' lines.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 reservation ('' = none) then, for each task:
-- tenant lead position task lane behind_ms not_before_ms (0: now)
-- Returns {"offered", nudge 0|1} | {"stale", generation}
-- Invariant: a task that stands in its line or is leased stays as it is.
--! include shard lines

local NUDGE_MS = 200

local stale = enter_shard(true)
if stale then return stale end

-- A reservation's id names its tenants: <generation>-<counter>:<tenant>=<tasks>,...
for t, tasks in string.gmatch(string.match(ARGV[3], ':(.*)$') or '', '(%d+)=(%d+)') do
  redis.call('ZREM', tenant_key(t, 'reserved'), string.match(ARGV[3], '^[^:]*') .. '=' .. tasks)
end

for i = 4, #ARGV, 7 do
  local it = tenant(ARGV[i])
  if not it.configured then redis.call('SADD', PREFIX .. 'tenants', it.id) end
  insert(it, ARGV[i + 1], {
    position = ARGV[i + 2], task = ARGV[i + 3], lane = ARGV[i + 4], behind = ARGV[i + 5],
    not_before = ARGV[i + 6]
  })
end
flush()

-- A turn takes what was offered before it. One comes if a nudge is under way, or if something runs
-- whose outcome brings it; after NUDGE_MS neither is relied upon.
local clock = redis.call('HMGET', CLOCK, 'state', 'turned', 'nudged')
local turned, recent = tonumber(clock[2] or '0'), now - NUDGE_MS
if clock[1] ~= 'open' or tonumber(clock[3] or '0') > math.max(turned, recent) then
  return {'offered', 0}
end
for _, pool in ipairs(POOLS) do
  if redis.call('EXISTS', pool_key(pool, 'active')) == 1 and (turned <= recent
      or redis.call('ZCOUNT', pool_key(pool, 'run'), '(' .. text(now), '+inf') == 0) then
    redis.call('HSET', CLOCK, 'nudged', now)
    return {'offered', 1}
  end
end
return {'offered', 0}
