-- KEYS: job, leases, open, due, ready quick, ready deep.  ARGV: id, cancel channel, final states.
-- Returns 1 when the job was not over yet.
local state = redis.call('HGET', KEYS[1], 'state')
if not state or string.find(ARGV[3], ',' .. state .. ',', 1, true) then
  return 0
end
redis.call('HSET', KEYS[1], 'cancelled', 1)
redis.call('PUBLISH', ARGV[2], ARGV[1])
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  for index = 3, 6 do
    redis.call('ZREM', KEYS[index], ARGV[1])
  end
  stamp(KEYS[1], now(), 'cancelled', tonumber(redis.call('HGET', KEYS[1], 'attempt') or '0'))
end
return 1
