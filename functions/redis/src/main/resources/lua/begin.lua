-- Empty the shard and begin a generation; call again until done.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation
-- Returns {"loading"} | {"emptying"} | {"stale", generation}
-- Invariant: while anything of an older generation is left, nothing is served.
--! include shard

local BUDGET = 20000

local clock = redis.call('HMGET', CLOCK, 'generation', 'state')
local actual = tonumber(clock[1] or '0')
if tonumber(ARGV[2]) < actual or (tonumber(ARGV[2]) == actual and clock[2] == 'open') then
  return {'stale', clock[1]}
end
redis.call('HSET', CLOCK, 'generation', ARGV[2], 'state', 'emptying', 'turned', 0, 'nudged', 0)
redis.call('HDEL', CLOCK, 'keeper')

-- Returns how many lines are gone.
local function empty_lines(t)
  local leads = redis.call('HSCAN', tenant_key(t, 'head'), 0, 'COUNT', 1000)[2]
  for i = 1, #leads, 2 do
    redis.call('UNLINK', tenant_key(t, 'line:' .. leads[i]))
    redis.call('HDEL', tenant_key(t, 'head'), leads[i])
  end
  return #leads / 2
end

local function forget_tenant(t)
  for _, suffix in ipairs({'policy', 'state', 'more', 'reserved'}) do
    redis.call('UNLINK', tenant_key(t, suffix))
  end
  for _, pool in ipairs(POOLS) do
    redis.call('UNLINK', tenant_key(t, pool .. ':run'))
    for _, lane in ipairs(LANES[pool]) do
      redis.call('UNLINK', tenant_key(t, pool .. ':ready:' .. lane))
    end
  end
  redis.call('SREM', PREFIX .. 'tenants', t)
end

local work = 0
while work < BUDGET do
  local t = redis.call('SRANDMEMBER', PREFIX .. 'tenants')
  if not t then break end
  work = work + empty_lines(t) + 30
  if redis.call('EXISTS', tenant_key(t, 'head')) == 0 then forget_tenant(t) end
end
if work >= BUDGET then return {'emptying'} end

for _, pool in ipairs(POOLS) do
  for _, suffix in ipairs({'active', 'v', 'finish', 'run'}) do
    redis.call('UNLINK', pool_key(pool, suffix))
  end
  for _, lane in ipairs(LANES[pool]) do
    redis.call('UNLINK', pool_key(pool, 'active:' .. lane), credit_key(lane))
  end
end
redis.call('UNLINK', WAKE, UNSENT, GATES, PREFIX .. 'claims')
redis.call('HSET', CLOCK, 'state', 'loading')
return {'loading'}
