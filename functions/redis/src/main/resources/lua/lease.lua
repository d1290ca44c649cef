-- Lease the fairest ready tasks of a pool, under every quota, for every lane that holds a credit.
-- Start-time fair queueing: Goyal, Vin, Cheng 1996 (doi 10.1145/248156.248171).
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 pool 4 outstanding 5 batch 6 lease_ms 7 pool_cap
-- 8.. families
-- Returns {"turn", more 0|1, next_wake_ms (0: none), now_ms, requests...}
-- | {"stale", generation}; a request: lane, credit, n, n times "tenant|lead|" .. head of lines.lua
-- .. "|ready_ms + behind_ms|in_flight_ms|rate_ms|paused_ms|pool_ms|credit_ms|line_ms": since when,
-- how long for what, and before that behind others
-- A request's credit ends soon unless sent.lua makes it last; its tasks are then ready again.
-- Invariant: in-flight(tenant) <= maxInFlight(tenant) and run(pool) <= pool_cap, before and after.
--! include shard lines

local WAKES_AT_ONCE = 500
local CHUNK = 64
local FIRST_PAGE = 2
local UNKNOWN_COST = 1000
-- A Broker acknowledges within milliseconds, seconds if it is busy. A dispatcher that died before
-- holds up what it leased for this long; a living one that is slower has tasks visited twice.
local UNSENT_MS = 3000

local stale = enter_shard(false)
if stale then return stale end

local pool = ARGV[3]
local outstanding, batch = tonumber(ARGV[4]), tonumber(ARGV[5])
local deadline, cap = now + tonumber(ARGV[6]), tonumber(ARGV[7])
redis.call('HSET', CLOCK, 'turned', now)

-- 1. What is due takes effect.
local due = redis.call('ZRANGEBYSCORE', WAKE, '-inf', now, 'LIMIT', 0, WAKES_AT_ONCE)
for _, name in ipairs(due) do
  redis.call('ZREM', WAKE, name)
  local kind, t, lead = string.match(name, '^(%a)|(%d+)|?(%d*)$')
  local it = tenant(t)
  if kind == 'h' then
    local rec = head(it, lead)
    it.held = it.held - 1
    rec.not_before = '0'
    seat(it, lead, rec)
  else
    go(it, it.parked or now)
    it.parked = false
    all_pools_dirty(it)
  end
end

-- Leases go back as if settled at no cost: nothing is known to have run.
local function give_back(credit)
  local leases = redis.call('HGET', UNSENT, credit) or ''
  for t, lead, token in string.gmatch(leases, '(%d+)|(%d+)|(%S+)') do
    local it = tenant(t)
    local rec = head(it, lead)
    if rec and rec.state == 'l' and rec.token == token then
      withdraw(it, lead, rec)
      charge(it, rec, 0, false)
      reseat(it, lead, rec)
    end
  end
  redis.call('HDEL', UNSENT, credit)
end

local lanes = {}
for i = 8, #ARGV do
  for _, lane in ipairs({ARGV[i], ARGV[i] .. '!'}) do
    table.insert(lanes, lane)
    local ended = redis.call('ZRANGEBYSCORE', credit_key(lane), '-inf', now)
    for _, credit in ipairs(ended) do give_back(credit) end
    many('ZREM', credit_key(lane), ended)
  end
end
flush()

-- 2. Who may be served: lanes with credit, tenants by tag.
local state = pool_state(pool)
local weights = state.weights
local room = cap - redis.call('ZCOUNT', pool_key(pool, 'run'), '(' .. text(now), '+inf')
local free, used, sources = {}, {}, {}

local function most(lane) return string.sub(lane, -1) == '!' and 1 or outstanding end
local function size_of(lane) return string.sub(lane, -1) == '!' and 1 or batch end
local function first_end(lane)
  return tonumber(redis.call('ZRANGE', credit_key(lane), 0, 0, 'WITHSCORES')[2] or nil)
end

local next_wake = 0
local function consider(at)
  if at and (next_wake == 0 or at < next_wake) then next_wake = at end
end

for _, lane in ipairs(lanes) do
  used[lane] = redis.call('ZCARD', credit_key(lane))
  free[lane] = math.max(0, most(lane) - used[lane]) * size_of(lane)
  consider(first_end(lane))
  if free[lane] > 0 then
    table.insert(sources,
      {lane = lane, key = pool_key(pool, 'active:' .. lane), from = 0, last = -1, done = false})
  end
end

local heap = {} -- of {tag, tenant number}, the lowest first
local function before(a, b) return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2]) end

local function add(entry)
  local i = #heap + 1
  heap[i] = entry
  while i > 1 do
    local parent = math.floor(i / 2)
    if not before(heap[i], heap[parent]) then return end
    heap[i], heap[parent] = heap[parent], heap[i]
    i = parent
  end
end

local function take_lowest()
  local lowest, n = heap[1], #heap
  heap[1] = heap[n]
  heap[n] = nil
  local i = 1
  while true do
    local child = 2 * i
    if child >= n then return lowest end
    if child + 1 < n and before(heap[child + 1], heap[child]) then child = child + 1 end
    if not before(heap[child], heap[i]) then return lowest end
    heap[i], heap[child] = heap[child], heap[i]
    i = child
  end
end

-- Read on wherever a tenant not yet read may have a lower tag than those that were.
local seen = {}
local function read_on()
  for _, source in ipairs(sources) do
    while not source.done and free[source.lane] > 0 and (not heap[1] or heap[1][1] >= source.last) do
      local flat = redis.call('ZRANGE', source.key, source.from, source.from + CHUNK - 1, 'WITHSCORES')
      for i = 1, #flat, 2 do
        source.last = tonumber(flat[i + 1])
        if not seen[flat[i]] then
          seen[flat[i]] = true
          add({source.last, tonumber(flat[i]), flat[i]})
        end
      end
      source.from = source.from + CHUNK
      source.done = #flat < 2 * CHUNK
    end
  end
end

-- 3. The rule: serve the lowest tag, charge it, again.
local function in_flight(it)
  if not it.in_flight then
    it.in_flight, it.here = 0, 0
    for name in pairs(it.leased) do
      local n = live_leases(it, name)
      it.in_flight = it.in_flight + n
      if name == pool then it.here = n end
    end
  end
  return it.in_flight
end

local function earliest_deadline(it)
  local earliest = it.leads and deadline or math.huge
  for name in pairs(it.leased) do
    local first = redis.call('ZRANGEBYSCORE', tenant_key(it.id, name .. ':run'),
      '(' .. text(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if first[2] then earliest = math.min(earliest, tonumber(first[2])) end
  end
  return earliest
end

-- Only its own quotas park a tenant.
local function parks(it)
  if in_flight(it) >= it.max then
    park(it, earliest_deadline(it), 'inFlight')
    return true
  end
  if it.rate > 0 then
    local token = math.max(now, it.tat) + it.interval - it.burst * it.interval
    if token > now then
      park(it, math.ceil(token), 'rate')
      return true
    end
  end
  return false
end

local function over_share(it)
  local share = math.max(1, math.floor(cap * it.weight / weights))
  return it.here >= share and room * 10 <= cap
end

-- Ready heads are read in pages that double: most tenants are served once a turn.
local function peek(it, lane)
  it.pages = it.pages or {}
  local page = it.pages[lane]
  if not page then
    page = {from = 0, size = FIRST_PAGE, i = 1, flat = {}}
    it.pages[lane] = page
  end
  if page.i > #page.flat then
    page.flat = redis.call('ZRANGE', ready_key(it, lane), page.from, page.from + page.size - 1,
      'WITHSCORES')
    page.i = 1
    page.from = page.from + page.size
    page.size = page.size * 2
  end
  return page
end

local function best_lane(it)
  local best, score
  for _, lane in ipairs(lanes) do
    if free[lane] > 0 and (it.ready[lane] or 0) > 0 then
      local page = peek(it, lane)
      local s = tonumber(page.flat[page.i + 1])
      if not best or s < score then best, score = lane, s end
    end
  end
  return best
end

local taken, takers, leases, rates = {}, {}, 0, {}
local function serve(it, lane, tag)
  local page = it.pages[lane]
  local lead, score = page.flat[page.i], page.flat[page.i + 1]
  page.i = page.i + 2
  local family = string.gsub(lane, '!', '')
  local charged = math.max(1, cost(it, family) or mean_cost(family) or UNKNOWN_COST)
  state.v = math.max(state.v, tag)
  state.changed = true
  it.tags[pool] = tag + charged / it.weight
  it.retagged = it.retagged or {}
  it.retagged[pool] = true
  count_ready(it, lane, -1)
  count_leased(it, pool, 1)
  if it.rate > 0 then
    it.tat = math.max(now, it.tat) + it.interval
    rates[it.id] = it.tat
  end
  in_flight(it)
  it.in_flight, it.here = it.in_flight + 1, it.here + 1
  free[lane] = free[lane] - 1
  room = room - 1
  leases = leases + 1
  if not it.leads then
    it.leads = {}
    table.insert(takers, it)
  end
  table.insert(it.leads, lead)
  taken[lane] = taken[lane] or {}
  table.insert(taken[lane], {
    it = it, lead = lead, number = leases, charged = text(charged), score = score
  })
end

local over = {}
while room > 0 do
  read_on()
  if not heap[1] then break end
  local entry = take_lowest()
  local it = tenant(entry[3])
  it.tags[pool] = entry[1]
  local lane = best_lane(it)
  if lane and not parks(it) then
    if over_share(it) then over[it.id] = it
    else
      serve(it, lane, entry[1])
      if not parks(it) then add({it.tags[pool], entry[2], entry[3]}) end
    end
  end
end

-- 4. Write what was taken, tenant by tenant, and answer requests of at most a batch.
local requests = 0
for _, lane in ipairs(lanes) do
  requests = requests + math.ceil(#(taken[lane] or {}) / size_of(lane))
end
local counter = 0
if leases > 0 then
  counter = redis.call('HINCRBY', CLOCK, 'counter', leases + requests) - leases - requests
end
local answer, run, heads, rows, after = {'turn', 0, '0', text(now)}, {}, {}, {}, {}
local unsent = {}
local until_ms = text(deadline)
for _, it in ipairs(takers) do
  local read = {}
  for from = 1, #it.leads, 1000 do
    local slice = redis.call('HMGET', tenant_key(it.id, 'head'),
      unpack(it.leads, from, math.min(from + 999, #it.leads)))
    for i = 1, #slice do read[it.leads[from + i - 1]] = slice[i] end
  end
  rows[it.id], after[it.id] = read, reading(it)
end
for _, lane in ipairs(lanes) do
  local list = taken[lane] or {}
  local size = size_of(lane)
  local gone, runs_of, gates_now, names = {}, {}, gates_reading(lane), nil
  for i, lease in ipairs(list) do
    local it, t = lease.it, lease.it.id
    if (i - 1) % size == 0 then
      leases = leases + 1
      used[lane] = used[lane] + 1
      local credit = ARGV[2] .. '-' .. text(counter + leases)
      redis.call('ZADD', credit_key(lane), math.min(deadline, now + UNSENT_MS), credit)
      names = {}
      table.insert(unsent, credit)
      table.insert(answer, lane)
      table.insert(answer, credit)
      table.insert(answer, math.min(size, #list - i + 1))
    end
    local token = ARGV[2] .. '-' .. text(counter + lease.number)
    table.insert(names, t .. '|' .. lease.lead .. '|' .. token)
    if #names == size or i == #list then table.insert(unsent, table.concat(names, ' ')) end
    local row, clocks_then, gates_then, stood = leased_row(rows[t][lease.lead], token, lease.charged)
    heads[t] = heads[t] or {}
    table.insert(heads[t], lease.lead)
    table.insert(heads[t], row)
    gone[t] = gone[t] or {}
    table.insert(gone[t], lease.lead)
    runs_of[t] = runs_of[t] or {}
    table.insert(runs_of[t], until_ms)
    table.insert(runs_of[t], lease.lead)
    table.insert(run, until_ms)
    table.insert(run, t .. '|' .. lease.lead)
    table.insert(answer, t .. '|' .. lease.lead .. '|' .. row .. '|' .. lease.score .. '|'
      .. gone_on(clocks_then, after[t]) .. '|' .. gates_gone_on(gates_then, gates_now) .. '|'
      .. (stood ~= '' and stood or '0'))
  end
  for t, leads in pairs(gone) do
    many('ZREM', ready_key(known[t], lane), leads)
    many('ZADD', tenant_key(t, pool .. ':run'), runs_of[t])
  end
end
for t, args in pairs(heads) do many('HSET', tenant_key(t, 'head'), args) end
many('ZADD', pool_key(pool, 'run'), run)
many('HSET', UNSENT, unsent)
for t, tat in pairs(rates) do redis.call('HSET', tenant_key(t, 'policy'), 'tat', tat) end
redis.call('ZREMRANGEBYSCORE', pool_key(pool, 'finish'), '-inf', state.v)
for _, lane in ipairs(lanes) do
  if used[lane] < most(lane) then open_gate('lane:' .. lane)
  else shut_gate('lane:' .. lane, first_end(lane) or now) end
end
if room > 0 then open_gate('pool:' .. pool)
else
  local first = redis.call('ZRANGEBYSCORE', pool_key(pool, 'run'), '(' .. text(now), '+inf',
    'WITHSCORES', 'LIMIT', 0, 1)[2]
  shut_gate('pool:' .. pool, tonumber(first or now))
end
flush()

-- 5. Is work left that only credits or the batch kept back? When does waiting alone help?
local function work_left()
  if room <= 0 then return false end
  for _, lane in ipairs(lanes) do
    local held_back = 0
    for _, it in pairs(over) do
      if (it.ready[lane] or 0) > 0 then held_back = held_back + 1 end
    end
    if redis.call('ZCARD', pool_key(pool, 'active:' .. lane)) > held_back then return true end
  end
  return false
end

consider(tonumber(redis.call('ZRANGE', WAKE, 0, 0, 'WITHSCORES')[2] or nil))
for _, name in ipairs(POOLS) do
  consider(tonumber(redis.call('ZRANGEBYSCORE', pool_key(name, 'run'), '(' .. text(now), '+inf',
    'WITHSCORES', 'LIMIT', 0, 1)[2] or nil))
end
if work_left() then
  answer[2] = 1
  for _, lane in ipairs(lanes) do consider(first_end(lane)) end
end
answer[3] = text(next_wake)
return answer
