-- What tenants have in the queue.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation then tenants
-- Returns {"stats", then for each tenant: ready, in_flight, held, waiting() of lines.lua of the head
-- that is ready for longest ('' = none)} | {"stale", generation}
-- Invariant: writes nothing.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

local answer = {'stats'}
for i = 3, #ARGV do
  local it = tenant(ARGV[i])
  local ready, running, oldest, longest = 0, 0, '', -1
  table.sort(it.lanes)
  for _, lane in ipairs(it.lanes) do
    ready = ready + it.ready[lane]
    local first = redis.call('ZRANGE', ready_key(it, lane), 0, 0)[1]
    local row, for_ms = '', -1
    if first then row, for_ms = waiting(it, first, head(it, first)) end
    if for_ms > longest then oldest, longest = row, for_ms end
  end
  for pool in pairs(it.leased) do running = running + live_leases(it, pool) end
  table.insert(answer, ready)
  table.insert(answer, running)
  table.insert(answer, it.held)
  table.insert(answer, oldest)
end
return answer
