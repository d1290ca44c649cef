-- Take in outcomes: free leases, charge real cost, move lines on.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation 3 lane 4 credit ('' = keep it) then, for each outcome:
-- tenant lead token kind cost_us argument, with kind
--   next (argument: family) | gone | retry, busy (until_ms) |
--   blocked (by), moved (truth): "lead|position|task|lane|behind_ms"
-- Returns {"settled", settled, unknown, then tenant, lead, after for each refill}
-- | {"stale", generation}
-- Invariant: an outcome whose token is not the lease's changes nothing.
--! include shard lines

local EWMA = 0.125
local EXECUTED = {next = true, gone = true, retry = true}

local stale = enter_shard(false)
if stale then return stale end

local function average(old, real) return old and old + (real - old) * EWMA or real end

local new_means = {}
local function take_cost(it, rec, kind, real)
  if kind == 'blocked' then real = 0 end
  charge(it, rec, real, real > 0 and kind ~= 'moved')
  if real > 0 and EXECUTED[kind] then
    local family = (string.gsub(rec.lane, '!', ''))
    it.costs[family] = average(cost(it, family), real)
    it.new_costs = it.new_costs or {}
    it.new_costs[family] = it.costs[family]
    new_means[family] = average(new_means[family] or mean_cost(family), real)
  end
end

local function entry(argument)
  local lead, position, task, lane, behind = string.match(argument,
    '^(%d+)|(%d+)|([^|]+)|([^|]+)|(%d+)$')
  return {
    position = position, task = task, lane = lane, behind = behind, not_before = '0'
  }, lead
end

local function move_on(it, lead, rec, kind, argument)
  if kind == 'gone' then
    reseat(it, lead, nil)
  elseif kind == 'next' then
    rec.lane = argument .. (string.sub(rec.lane, -1) == '!' and '!' or '')
    reseat(it, lead, rec)
  elseif kind == 'blocked' then
    push(it, lead, (entry(argument)))
    reseat(it, lead, rec)
  elseif kind == 'moved' then
    local truth, truths_lead = entry(argument)
    local here = truths_lead == lead
    reseat(it, lead, here and truth or nil)
    if not here then insert(it, truths_lead, truth) end
  else
    rec.not_before = argument
    reseat(it, lead, rec)
  end
end

local answer = {'settled', 0, 0}

-- A line below half of its room asks for what only the journal has.
local function refill(it, lead, position)
  if not has_more(it, lead) then return end
  local size = redis.call('ZCARD', line_key(it, lead))
  if redis.call('HEXISTS', tenant_key(it.id, 'head'), lead) == 1 then size = size + 1 end
  if size >= HALF then return end
  table.insert(answer, it.id)
  table.insert(answer, lead)
  table.insert(answer, text(last_position(it, lead) or tonumber(position)))
  unmark_more(it, lead)
end

local seen = {}
for i = 5, #ARGV, 6 do
  local it, lead, kind = tenant(ARGV[i]), ARGV[i + 1], ARGV[i + 3]
  local rec = head(it, lead)
  table.insert(seen, it)
  if not rec or rec.state ~= 'l' or rec.token ~= ARGV[i + 2] then
    answer[3] = answer[3] + 1
  else
    answer[2] = answer[2] + 1
    withdraw(it, lead, rec)
    take_cost(it, rec, kind, tonumber(ARGV[i + 4]))
    move_on(it, lead, rec, kind, ARGV[i + 5])
    refill(it, lead, rec.position)
  end
end
for _, it in ipairs(seen) do
  for family, value in pairs(it.new_costs or {}) do
    redis.call('HSET', tenant_key(it.id, 'policy'), 'cost:' .. family, value)
  end
  it.new_costs = nil
end
for family, value in pairs(new_means) do
  redis.call('HSET', pool_key(POOL_OF[family], 'v'), 'cost:' .. family, value)
end
if ARGV[4] ~= '' and redis.call('ZREM', credit_key(ARGV[3]), ARGV[4]) == 1 then
  redis.call('HDEL', UNSENT, ARGV[4])
  open_gate('lane:' .. ARGV[3])
end
flush()
return answer
