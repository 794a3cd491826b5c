-- KEYS: job, leases, open, due, ready, turn (of the queue it goes to), recent.
-- ARGV: id, fence, state, states it may come from ("," around each), final 0/1, queue or "",
-- delay s, wake channel, job ttl ms, how many recent, then field and value pairs.
-- Returns the record's fields; {"fenced"} or {"forbidden", state} when nothing was written.
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[2] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return {'fenced'}
end
local from = redis.call('HGET', KEYS[1], 'state')
if not string.find(ARGV[4], ',' .. from .. ',', 1, true) then
  return {'forbidden', from}
end
for index = 11, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1])
end
local at = now()
if from ~= ARGV[3] or ARGV[6] ~= '' then
  stamp(KEYS[1], at, ARGV[3], tonumber(redis.call('HGET', KEYS[1], 'attempt')))
end
redis.call('PEXPIRE', KEYS[1], ARGV[9])
if ARGV[5] == '1' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  finished(KEYS[7], at, ARGV[1], ARGV[9], ARGV[10])
elseif ARGV[6] ~= '' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[1], 'queue', ARGV[6], 'lease_until', 0)
  if tonumber(ARGV[7]) > 0 then
    redis.call('ZADD', KEYS[4], at + tonumber(ARGV[7]), ARGV[1])
  else
    if from ~= ARGV[3] then
      redis.call('HINCRBY', KEYS[1], 'attempt', -1)
    end
    enqueue(KEYS[5], KEYS[6], redis.call('HGET', KEYS[1], 'team'), ARGV[1])
    redis.call('PUBLISH', ARGV[8], ARGV[1])
  end
end
return redis.call('HGETALL', KEYS[1])
