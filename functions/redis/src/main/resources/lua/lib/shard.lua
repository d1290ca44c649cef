-- What every script needs: the shard's clock and generation, its keys, its tenants and pools.
-- KEYS: 1 {s}:clock; every other key is built here from its tag, so that none leaves the slot.
-- ARGV: 1 now_ms (0: TIME plus the shard's offset) 2 generation; the rest is the script's own.
-- Invariant: a tenant is in a pool's turn if, and only if, it has ready work there and may run;
-- flush() restores it for every tenant that the script touched.

local POOLS = {'db', 'messaging', 'crm', 'audience', 'integration'}
-- Lanes of each pool, and the pool of each lane. Written out: every call of every script builds them,
-- and to compute them took as long as the rest of this file.
local LANES = {
  db = {
    'person', 'person!', 'scoring', 'scoring!', 'membership', 'membership!', 'program', 'program!',
    'flow', 'flow!'
  },
  messaging = {'messaging', 'messaging!'}, crm = {'crm', 'crm!'}, audience = {'audience', 'audience!'},
  integration = {'integration', 'integration!'}
}
local POOL_OF = {
  person = 'db', ['person!'] = 'db', scoring = 'db', ['scoring!'] = 'db', membership = 'db',
  ['membership!'] = 'db', program = 'db', ['program!'] = 'db', flow = 'db', ['flow!'] = 'db',
  messaging = 'messaging', ['messaging!'] = 'messaging', crm = 'crm', ['crm!'] = 'crm',
  audience = 'audience', ['audience!'] = 'audience', integration = 'integration',
  ['integration!'] = 'integration'
}
local TIE = 1e-3 -- microseconds of virtual time between tenants that enter together

local PREFIX = string.sub(KEYS[1], 1, -6)
local CLOCK = KEYS[1]
local WAKE = PREFIX .. 'wake'
-- Field <credit> = "tenant|lead|token" of each lease, while the Broker is not known to have the
-- request; there is none without its credit.
local UNSENT = PREFIX .. 'unsent'
local now

local function tenant_key(t, suffix) return PREFIX .. 't:' .. t .. ':' .. suffix end
local function pool_key(pool, suffix) return PREFIX .. pool .. ':' .. suffix end
local function credit_key(lane) return PREFIX .. 'credit:' .. lane end
local function text(number) return string.format('%.17g', number) end

-- Sets `now`. Returns the refusal to answer, or nil if the shard is of this generation.
local function enter_shard(loading_allowed)
  local clock = redis.call('HMGET', CLOCK, 'generation', 'state', 'offset_ms')
  now = tonumber(ARGV[1])
  if now == 0 then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(clock[3] or '0')
  end
  local open = clock[2] == 'open' or (loading_allowed and clock[2] == 'loading')
  if clock[1] ~= ARGV[2] or not open then return {'stale', clock[1] or '0'} end
  return nil
end

-- Calls with many arguments, in slices that fit Lua's stack.
local function many(command, key, args)
  for from = 1, #args, 1000 do
    redis.call(command, key, unpack(args, from, math.min(from + 999, #args)))
  end
end

-- Pools: {v, entry, weights} as stored, written back by flush().
local pools = {}
local function pool_state(name)
  local it = pools[name]
  if not it then
    local row = redis.call('HMGET', pool_key(name, 'v'), 'v', 'entry', 'weights')
    it = {
      v = tonumber(row[1] or '0'), entry = tonumber(row[2] or '-1'),
      weights = tonumber(row[3] or '0'), changed = false
    }
    pools[name] = it
  end
  return it
end

-- Tenants: policy and counters as stored. `indexed` is what the lanes' turns know of it.
local known, touched = {}, {}
local function tenant(t)
  local it = known[t]
  if not it then
    it = {
      id = t, held = 0, parked = false, ready = {}, indexed = {}, lanes = {}, written = {},
      leased = {}, tags = {}, dirty = {}, costs = {}
    }
    local flat = redis.call('HGETALL', tenant_key(t, 'state'))
    for i = 1, #flat, 2 do
      local field, value = flat[i], flat[i + 1]
      it.written[field] = value
      if field == 'held' then it.held = tonumber(value)
      elseif field == 'parked' then it.parked = tonumber(value)
      elseif field == 'waits' then it.waits = value
      elseif string.sub(field, 1, 4) == 'run:' then it.leased[string.sub(field, 5)] = tonumber(value)
      else
        it.ready[field] = tonumber(value)
        it.indexed[field] = true
        table.insert(it.lanes, field)
      end
    end
    local row = redis.call('HMGET', tenant_key(t, 'policy'),
      'weight', 'max', 'rate', 'burst', 'window', 'state', 'tat')
    it.configured = row[1] and true or false
    it.weight = tonumber(row[1] or '1')
    it.max = tonumber(row[2] or '0')
    it.rate = tonumber(row[3] or '0')
    it.burst = math.max(1, tonumber(row[4] or '1'))
    it.window = tonumber(row[5] or '0')
    it.state = row[6] or 'none'
    it.tat = tonumber(row[7] or '0')
    it.interval = it.rate > 0 and 1000 / it.rate or 0
    known[t] = it
  end
  if not it.touched then
    it.touched = true
    table.insert(touched, it)
  end
  return it
end

local function runs(it)
  return it.configured and it.state ~= 'paused' and it.max > 0 and not it.parked
end

-- Tag of a tenant in a pool's turn; false if it has none.
local function active_tag(it, pool)
  if it.tags[pool] == nil then
    it.tags[pool] = tonumber(redis.call('ZSCORE', pool_key(pool, 'active'), it.id) or nil) or false
  end
  return it.tags[pool]
end

local function count_ready(it, lane, by)
  if it.ready[lane] == nil then
    it.ready[lane] = 0
    table.insert(it.lanes, lane)
  end
  it.ready[lane] = it.ready[lane] + by
  it.dirty[POOL_OF[lane]] = true
end

-- Leases of a tenant in a pool, live or expired: where there are none, nobody has to look.
local function count_leased(it, pool, by) it.leased[pool] = (it.leased[pool] or 0) + by end

local function live_leases(it, pool)
  return redis.call('ZCOUNT', tenant_key(it.id, pool .. ':run'), '(' .. text(now), '+inf')
end

local function all_pools_dirty(it)
  for _, lane in ipairs(it.lanes) do it.dirty[POOL_OF[lane]] = true end
end

-- Clocks of a tenant: how long its ready work might not run, in ms, by cause; they begin anew when
-- it has no tasks. What a task waited for a cause is what that clock went on since it was seated.
-- Field waits of {s}:t:<T>:state = inFlight,rate,paused,cause,since; the cause, if any, goes on.
local function clocks(it)
  if not it.clocks then
    local in_flight, rate, paused, cause, since = string.match(it.waits or '0,0,0,,0',
      '^(%d+),(%d+),(%d+),(%a*),(%d+)$')
    it.clocks = {
      inFlight = tonumber(in_flight), rate = tonumber(rate), paused = tonumber(paused),
      cause = cause, since = tonumber(since)
    }
  end
  return it.clocks
end

local function stop(it, cause)
  local c = clocks(it)
  if c.cause ~= cause then c.cause, c.since = cause, now end
end

local function go(it, at)
  local c = clocks(it)
  if c.cause ~= '' then
    c[c.cause] = c[c.cause] + math.max(0, at - c.since)
    c.cause, c.since = '', 0
  end
end

-- The clocks now; nothing if none ever went on.
local function reading(it)
  if not it.waits and not it.clocks then return '' end
  local c = clocks(it)
  local on = c.cause ~= '' and math.max(0, math.min(now, it.parked or now) - c.since) or 0
  local function of(cause) return text(c[cause] + (c.cause == cause and on or 0)) end
  return of('inFlight') .. ',' .. of('rate') .. ',' .. of('paused')
end

-- Gates: how long, in ms all told, a lane had no credit and a pool no room. Fields lane:<lane> and
-- pool:<pool> of {s}:gates = ms,since,until: shut from `since` (0: it is open) until something comes
-- back, or the first of what is out has expired.
local GATES = PREFIX .. 'gates'
local gates
local function gate(name)
  if not gates then
    gates = {}
    local flat = redis.call('HGETALL', GATES)
    for i = 1, #flat, 2 do
      local ms, since, expiry = string.match(flat[i + 1], '^(%d+),(%d+),(%d+)$')
      gates[flat[i]] = {ms = tonumber(ms), since = tonumber(since), expiry = tonumber(expiry)}
    end
  end
  return gates[name]
end

local function gate_reading(name)
  local it = gate(name)
  if not it then return 0 end
  return it.ms + (it.since > 0 and math.max(0, math.min(now, it.expiry) - it.since) or 0)
end

local function open_gate(name)
  local it = gate(name)
  if it and it.since > 0 then
    it.ms, it.since, it.changed = gate_reading(name), 0, true
  end
end

local function shut_gate(name, expiry)
  open_gate(name)
  local it = gate(name) or {ms = 0}
  it.since, it.expiry, it.changed = now, expiry, true
  gates[name] = it
end

-- What is out expires at another time than was thought.
local function keep_gate_shut(name, expiry)
  local it = gate(name)
  if it and it.since > 0 then it.expiry, it.changed = expiry, true end
end

-- Of a lane's pool, and of the lane: pool_ms,credit_ms; nothing if neither was ever shut.
local function gates_reading(lane)
  local pool, credit = gate_reading('pool:' .. POOL_OF[lane]), gate_reading('lane:' .. lane)
  return pool + credit > 0 and text(pool) .. ',' .. text(credit) or ''
end

local function park(it, at, cause)
  it.parked = at
  stop(it, cause)
  redis.call('ZADD', WAKE, at, 'p|' .. it.id)
  all_pools_dirty(it)
end

local function unpark(it)
  if it.parked then
    redis.call('ZREM', WAKE, 'p|' .. it.id)
    go(it, math.min(now, it.parked))
    it.parked = false
    all_pools_dirty(it)
  end
end

local function cost(it, family)
  local c = it.costs[family]
  if c == nil then
    c = tonumber(redis.call('HGET', tenant_key(it.id, 'policy'), 'cost:' .. family) or nil) or false
    it.costs[family] = c
  end
  return c
end

-- What a task of the family costs on the whole, for tenants of whom nothing is known; nil if none ever
-- ran. Field cost:<family> of the pool's row.
local means = {}
local function mean_cost(family)
  if means[family] == nil then
    means[family] = tonumber(redis.call('HGET', pool_key(POOL_OF[family], 'v'), 'cost:' .. family)
      or nil) or false
  end
  return means[family] or nil
end

-- The tenant took `by` per weight more than its tag says.
local function correct(it, pool, by)
  local state = pool_state(pool)
  local active = active_tag(it, pool)
  if active then
    it.tags[pool] = math.max(state.v, active + by)
    it.dirty[pool] = true
    it.retagged = it.retagged or {}
    it.retagged[pool] = true
    return
  end
  local key = pool_key(pool, 'finish')
  local old = tonumber(redis.call('ZSCORE', key, it.id) or nil)
  local tag = math.max(state.v, (old or state.v) + by)
  if tag > state.v then redis.call('ZADD', key, tag, it.id)
  elseif old then redis.call('ZREM', key, it.id) end
end

local function entry_tag(it, pool)
  local state = pool_state(pool)
  local key = pool_key(pool, 'finish')
  local tag = tonumber(redis.call('ZSCORE', key, it.id) or nil)
  if tag then redis.call('ZREM', key, it.id) end
  if not tag or tag <= state.v then
    tag = state.entry >= state.v and state.entry + TIE or state.v
    state.entry = tag
  end
  state.weights = state.weights + it.weight
  state.changed = true
  return tag
end

local function leave(it, pool, tag)
  local state = pool_state(pool)
  redis.call('ZREM', pool_key(pool, 'active'), it.id)
  for _, lane in ipairs(LANES[pool]) do
    if it.indexed[lane] then redis.call('ZREM', pool_key(pool, 'active:' .. lane), it.id) end
  end
  if tag > state.v then redis.call('ZADD', pool_key(pool, 'finish'), tag, it.id) end
  state.weights = state.weights - it.weight
  state.changed = true
  it.tags[pool] = false
end

local function reconcile(it, pool)
  local ready = false
  for _, lane in ipairs(LANES[pool]) do ready = ready or (it.ready[lane] or 0) > 0 end
  local tag = active_tag(it, pool)
  local entering = false
  if not (ready and runs(it)) then
    if tag then leave(it, pool, tag) end
    return
  end
  if not tag then
    tag = entry_tag(it, pool)
    it.tags[pool] = tag
    entering = true
  end
  local moved = entering or (it.retagged and it.retagged[pool])
  if moved then redis.call('ZADD', pool_key(pool, 'active'), tag, it.id) end
  for _, lane in ipairs(LANES[pool]) do
    local has = (it.ready[lane] or 0) > 0
    local key = pool_key(pool, 'active:' .. lane)
    if has and (moved or not it.indexed[lane]) then redis.call('ZADD', key, tag, it.id)
    elseif not has and it.indexed[lane] then redis.call('ZREM', key, it.id) end
  end
end

local function write_counters(it)
  local set, gone = {}, {}
  local function field(name, value)
    local old = it.written[name]
    local new = type(value) == 'string' and value or value and value ~= 0 and text(value) or nil
    if new == old then return end
    it.written[name] = new
    if new then
      table.insert(set, name)
      table.insert(set, new)
    else table.insert(gone, name) end
  end
  field('held', it.held)
  field('parked', it.parked)
  if it.clocks or (it.waits and it.held == 0) then
    local c = clocks(it)
    if it.held == 0 then c.inFlight, c.rate, c.paused = 0, 0, 0 end
    local idle = c.cause == '' and c.inFlight + c.rate + c.paused == 0
    it.waits = not idle and text(c.inFlight) .. ',' .. text(c.rate) .. ',' .. text(c.paused) .. ','
      .. c.cause .. ',' .. text(c.since) or nil
    field('waits', it.waits)
  end
  for pool, n in pairs(it.leased) do
    field('run:' .. pool, n)
    if n == 0 then it.leased[pool] = nil end
  end
  for _, lane in ipairs(it.lanes) do
    field(lane, it.ready[lane])
    it.indexed[lane] = it.ready[lane] > 0 or nil
  end
  if #set > 0 then redis.call('HSET', tenant_key(it.id, 'state'), unpack(set)) end
  if #gone > 0 then redis.call('HDEL', tenant_key(it.id, 'state'), unpack(gone)) end
end

-- Bring every touched tenant's place in its pools' turns, and the counters, up to date.
local function flush()
  for _, it in ipairs(touched) do
    for _, pool in ipairs(POOLS) do
      if it.dirty[pool] then reconcile(it, pool) end
    end
    write_counters(it)
    it.touched, it.dirty, it.retagged = false, {}, nil
  end
  touched = {}
  for name, state in pairs(pools) do
    if state.changed then
      redis.call('HSET', pool_key(name, 'v'),
        'v', state.v, 'entry', state.entry, 'weights', state.weights)
      state.changed = false
    end
  end
  local moved = {}
  for name, it in pairs(gates or {}) do
    if it.changed then
      table.insert(moved, name)
      table.insert(moved, text(it.ms) .. ',' .. text(it.since) .. ',' .. text(it.expiry))
      it.changed = false
    end
  end
  if #moved > 0 then redis.call('HSET', GATES, unpack(moved)) end
end

-- 1 if somebody must be told that work may run. A turn takes what may run before it. One comes if a
-- nudge is under way, or if something runs whose outcome brings it; after NUDGE_MS neither is relied
-- upon. To be called after flush().
local NUDGE_MS = 200
local function nudge()
  local clock = redis.call('HMGET', CLOCK, 'state', 'turned', 'nudged')
  local turned, recent = tonumber(clock[2] or '0'), now - NUDGE_MS
  if clock[1] ~= 'open' or tonumber(clock[3] or '0') > math.max(turned, recent) then return 0 end
  for _, pool in ipairs(POOLS) do
    if redis.call('EXISTS', pool_key(pool, 'active')) == 1 and (turned <= recent
        or redis.call('ZCOUNT', pool_key(pool, 'run'), '(' .. text(now), '+inf') == 0) then
      redis.call('HSET', CLOCK, 'nudged', now)
      return 1
    end
  end
  return 0
end
