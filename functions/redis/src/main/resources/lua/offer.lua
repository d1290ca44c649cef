-- Put journaled tasks into their leads' lines.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 reservation ('' = none) then, for each task:
-- tenant lead position task lane behind_ms not_before_ms (0: now)
-- Returns {"offered", nudge 0|1} | {"stale", generation}
-- Invariant: a task that stands in its line or is leased stays as it is.
--! include shard lines

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
return {'offered', nudge()}
