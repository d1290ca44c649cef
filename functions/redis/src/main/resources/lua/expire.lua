-- Forget leases whose deadline passed; the journal decides what becomes of their tasks.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 limit
-- Returns {"expired", "tenant|lead|" .. head of lines.lua for each} | {"stale", generation}
-- Invariant: an expired task is nowhere in the queue until offered again.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

local answer, limit = {'expired'}, tonumber(ARGV[3])
for _, pool in ipairs(POOLS) do
  local late = redis.call('ZRANGEBYSCORE', pool_key(pool, 'run'), '-inf', now,
    'LIMIT', 0, limit - #answer + 1)
  for _, name in ipairs(late) do
    local t, lead = string.match(name, '^(%d+)|(%d+)$')
    local it = tenant(t)
    local rec = head(it, lead)
    table.insert(answer, name .. '|' .. record('l', rec))
    withdraw(it, lead, rec)
    reseat(it, lead, nil)
    forget_more_if_empty(it, lead)
  end
end
flush()
return answer
