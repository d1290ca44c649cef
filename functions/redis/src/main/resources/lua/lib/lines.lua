-- Leads' lines: a head, which alone may run, and those behind it, by position.
-- Head: field <lead> of {s}:t:<T>:head = state|position|task|lane|behind|not_before|token|charged,
-- state r ready, d delayed, l leased; times and head starts in ms, charged cost in us. In place of
-- a token, a ready head has the reading of its tenant's clocks and its lane's gates when it was
-- seated; in place of a charge, one that does not run how long it stood behind others.
-- Behind: {s}:t:<T>:line:<lead>, score = position,
-- member = position|task|lane|behind|not_before|since: when it came to stand there.
-- Invariant: a line holds at most 100 tasks; what had no room is in the journal, and the lead in
-- {s}:t:<T>:more. A position identifies a task within its line.

local MOST_BEHIND = 99
local HALF = 50

local function line_key(it, lead) return tenant_key(it.id, 'line:' .. lead) end

local function record(state, e)
  return state .. '|' .. e.position .. '|' .. e.task .. '|' .. e.lane .. '|' .. e.behind .. '|'
    .. e.not_before .. '|' .. (e.token or '') .. '|' .. (e.charged or '')
end

local function parse(row)
  local state, position, task, lane, behind, not_before, token, charged = string.match(row,
    '^(%a)|(%d+)|([^|]+)|([^|]+)|(%d+)|(%d+)|([^|]*)|([^|]*)$')
  return {
    state = state, position = position, task = task, lane = lane, behind = behind,
    not_before = not_before, token = token, charged = charged,
    stood = state ~= 'l' and charged or nil
  }
end

-- What becomes of a ready head's row. Returns also the readings in it, and how long it stood.
local function leased_row(row, token, charged)
  local task, clocks_then, gates_then, stood = string.match(row, '^r(.*|)([^|;]*);?([^|]*)|(%d*)$')
  return 'l' .. task .. token .. '|' .. charged, clocks_then, gates_then, stood
end

-- How far a lane's gates went on between two readings: pool_ms|credit_ms.
local function gates_gone_on(before, after)
  if before == after then return '0|0' end
  local p, c = string.match(before, '^(%d+),(%d+)$')
  local q, d = string.match(after, '^(%d+),(%d+)$')
  return text(q - (p or 0)) .. '|' .. text(d - (c or 0))
end

-- How far a tenant's clocks went on between two readings: in_flight_ms|rate_ms|paused_ms.
local function gone_on(before, after)
  if before == after or after == '' then return '0|0|0' end
  local i, r, p = string.match(before, '^(%d+),(%d+),(%d+)$')
  local j, s, q = string.match(after, '^(%d+),(%d+),(%d+)$')
  return text(j - (i or 0)) .. '|' .. text(s - (r or 0)) .. '|' .. text(q - (p or 0))
end

local function head(it, lead)
  local row = redis.call('HGET', tenant_key(it.id, 'head'), lead)
  return row and parse(row) or nil
end

-- Why `rec`, a ready head, still waits: ready_ms|in_flight_ms|rate_ms|paused_ms|pool_ms|credit_ms|
-- line_ms, how long so far. Returns also the first of these as a number.
local function waiting(it, lead, rec)
  local clocks_then, gates_then = string.match(rec.token, '^([^;]*);?(.*)$')
  local score = redis.call('ZSCORE', tenant_key(it.id, POOL_OF[rec.lane] .. ':ready:' .. rec.lane), lead)
  local for_ms = now - (tonumber(score) - tonumber(rec.behind))
  return text(for_ms) .. '|' .. gone_on(clocks_then, reading(it)) .. '|'
    .. gates_gone_on(gates_then, gates_reading(rec.lane)) .. '|' .. (rec.stood ~= '' and rec.stood or '0'), for_ms
end

local function member(e)
  return e.position .. '|' .. e.task .. '|' .. e.lane .. '|' .. e.behind .. '|' .. e.not_before
    .. '|' .. text(now)
end

local function parse_member(row)
  local position, task, lane, behind, not_before, since = string.match(row,
    '^(%d+)|([^|]+)|([^|]+)|(%d+)|(%d+)|(%d+)$')
  return {
    position = position, task = task, lane = lane, behind = behind, not_before = not_before,
    stood = text(math.max(0, now - since))
  }
end

local function ready_key(it, lane) return tenant_key(it.id, POOL_OF[lane] .. ':ready:' .. lane) end

local function has_more(it, lead)
  if it.more == nil then it.more = redis.call('EXISTS', tenant_key(it.id, 'more')) == 1 end
  return it.more and redis.call('SISMEMBER', tenant_key(it.id, 'more'), lead) == 1
end

local function mark_more(it, lead)
  redis.call('SADD', tenant_key(it.id, 'more'), lead)
  it.more = true
end

local function unmark_more(it, lead)
  if it.more ~= false then redis.call('SREM', tenant_key(it.id, 'more'), lead) end
end

-- Last position the line knows; nil if it is empty.
local function last_position(it, lead)
  local last = redis.call('ZRANGE', line_key(it, lead), -1, -1, 'WITHSCORES')
  if last[2] then return tonumber(last[2]) end
  local rec = head(it, lead)
  return rec and tonumber(rec.position) or nil
end

-- Put a task behind the head; what exceeds the line's room stays in the journal.
local function push(it, lead, e)
  local key = line_key(it, lead)
  local position = tonumber(e.position)
  local size = redis.call('ZCARD', key)
  if size > 0 and redis.call('ZCOUNT', key, position, position) > 0 then return end
  if has_more(it, lead) then
    local last = last_position(it, lead)
    if last and position > last then return end
  end
  redis.call('ZADD', key, position, member(e))
  it.held = it.held + 1
  if size >= MOST_BEHIND then
    redis.call('ZREMRANGEBYRANK', key, -1, -1)
    it.held = it.held - 1
    mark_more(it, lead)
  end
end

-- Make it the head, ready or delayed.
local function seat(it, lead, e)
  it.held = it.held + 1
  e.token, e.charged = nil, e.stood
  if tonumber(e.not_before) > now then
    redis.call('ZADD', WAKE, e.not_before, 'h|' .. it.id .. '|' .. lead)
    redis.call('HSET', tenant_key(it.id, 'head'), lead, record('d', e))
    return
  end
  local of_lane = gates_reading(e.lane)
  e.not_before, e.token = '0', reading(it) .. (of_lane ~= '' and ';' .. of_lane or '')
  redis.call('ZADD', ready_key(it, e.lane), now + tonumber(e.behind), lead)
  count_ready(it, e.lane, 1)
  redis.call('HSET', tenant_key(it.id, 'head'), lead, record('r', e))
end

-- The head is no longer ready, delayed or leased, and no longer counted; its row stays until the
-- seat is taken or emptied.
local function withdraw(it, lead, rec)
  it.held = it.held - 1
  if rec.state == 'r' then
    redis.call('ZREM', ready_key(it, rec.lane), lead)
    count_ready(it, rec.lane, -1)
  elseif rec.state == 'd' then
    redis.call('ZREM', WAKE, 'h|' .. it.id .. '|' .. lead)
  else
    local pool = POOL_OF[rec.lane]
    redis.call('ZREM', tenant_key(it.id, pool .. ':run'), lead)
    redis.call('ZREM', pool_key(pool, 'run'), it.id .. '|' .. lead)
    count_leased(it, pool, -1)
    open_gate('pool:' .. pool)
    unpark(it)
  end
end

-- A lease took `real` us; what ran nothing gives its rate token back too.
local function charge(it, rec, real, ran)
  correct(it, POOL_OF[rec.lane], (real - tonumber(rec.charged)) / it.weight)
  if not ran and it.rate > 0 then
    it.tat = math.max(0, it.tat - it.interval)
    redis.call('HSET', tenant_key(it.id, 'policy'), 'tat', it.tat)
  end
end

-- The seat is free: `stays`, or nil, competes for it with the first of the line.
local function reseat(it, lead, stays)
  local key = line_key(it, lead)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not first[1] then
    if stays then seat(it, lead, stays) else redis.call('HDEL', tenant_key(it.id, 'head'), lead) end
    return
  end
  local position = tonumber(first[2])
  if stays and tonumber(stays.position) < position then
    seat(it, lead, stays)
    return
  end
  redis.call('ZREM', key, first[1])
  it.held = it.held - 1
  seat(it, lead, parse_member(first[1]))
  if stays and tonumber(stays.position) ~= position then push(it, lead, stays) end
end

-- A task enters its line: as head if none is there, or if it comes before one that is not leased.
local function insert(it, lead, e)
  local rec = head(it, lead)
  if not rec then
    seat(it, lead, e)
    return
  end
  if rec.position == e.position then return end
  if rec.state == 'l' or tonumber(e.position) > tonumber(rec.position) then
    push(it, lead, e)
    return
  end
  withdraw(it, lead, rec)
  seat(it, lead, e)
  push(it, lead, rec)
end

-- After a task left without an answer to its caller about refills.
local function forget_more_if_empty(it, lead)
  if has_more(it, lead) and not head(it, lead) then unmark_more(it, lead) end
end
