-- What tenants may use; effective with the next lease.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation then, for each tenant:
-- tenant weight max_in_flight rate_per_second burst push_window state (active|paused|draining)
-- Returns {"configured", nudge 0|1} | {"stale", generation}
-- Invariant: weights of a pool = sum of the weights of the tenants in its turn.
--! include shard

local stale = enter_shard(true)
if stale then return stale end

for i = 3, #ARGV, 7 do
  local it = tenant(ARGV[i])
  redis.call('SADD', PREFIX .. 'tenants', it.id)
  redis.call('HSET', tenant_key(it.id, 'policy'), 'weight', ARGV[i + 1], 'max', ARGV[i + 2],
    'rate', ARGV[i + 3], 'burst', ARGV[i + 4], 'window', ARGV[i + 5], 'state', ARGV[i + 6])
  all_pools_dirty(it)
  for pool in pairs(it.dirty) do
    if active_tag(it, pool) then
      local state = pool_state(pool)
      state.weights = state.weights - it.weight + tonumber(ARGV[i + 1])
      state.changed = true
    end
  end
  it.configured, it.weight, it.max = true, tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  it.state = ARGV[i + 6]
  unpark(it)
  if it.state == 'paused' then stop(it, 'paused') else go(it, now) end
end
flush()
return {'configured', nudge()}
