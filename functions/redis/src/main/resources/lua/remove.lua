-- Take tasks out wherever they stand.
-- KEYS: 1 clock   ARGV: 1 now_ms 2 generation then tenant lead position for each task
-- Returns {"removed"} | {"stale", generation}
-- Invariant: the next of the line takes a removed head's seat.
--! include shard lines

local stale = enter_shard(false)
if stale then return stale end

for i = 3, #ARGV, 3 do
  local it, lead, position = tenant(ARGV[i]), ARGV[i + 1], ARGV[i + 2]
  local rec = head(it, lead)
  if rec and rec.position == position then
    withdraw(it, lead, rec)
    reseat(it, lead, nil)
  elseif rec then
    it.held = it.held - redis.call('ZREMRANGEBYSCORE', line_key(it, lead), position, position)
  end
  forget_more_if_empty(it, lead)
end
flush()
return {'removed'}
