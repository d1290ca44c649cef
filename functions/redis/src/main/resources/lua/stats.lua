-- What tenants have in the queue.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation then tenants
-- Returns {"stats", then for each tenant: ready, in_flight, held, oldest_ready_ms (0: none)}
-- | {"stale", generation}
-- Invariant: writes nothing.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

local answer = {'stats'}
for i = 3, #ARGV do
  local it = tenant(ARGV[i])
  local ready, running, oldest = 0, 0, 0
  for _, lane in ipairs(it.lanes) do
    ready = ready + it.ready[lane]
    local first = redis.call('ZRANGE', ready_key(it, lane), 0, 0, 'WITHSCORES')
    if first[1] then
      local since = tonumber(first[2]) - tonumber(head(it, first[1]).behind)
      if oldest == 0 or since < oldest then oldest = since end
    end
  end
  for pool in pairs(it.leased) do running = running + live_leases(it, pool) end
  table.insert(answer, ready)
  table.insert(answer, running)
  table.insert(answer, it.held)
  table.insert(answer, text(oldest))
end
return answer
