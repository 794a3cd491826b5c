-- KEYS: job, leases, open, due, ready quick, ready deep, turn quick, turn deep,
-- recent.
-- ARGV: id, cancel channel, final states, wake channel of quick, of deep, job ttl ms,
-- how many recent, who asks for it.
-- Returns 1 when the job was not over yet.
local state = redis.call('HGET', KEYS[1], 'state')
if not state or string.find(ARGV[3], ',' .. state .. ',', 1, true) then
  return 0
end
redis.call('HSET', KEYS[1], 'cancelled', 1)
if ARGV[8] ~= '' then
  redis.call('HSETNX', KEYS[1], 'cancelled_by', ARGV[8])
end
redis.call('PUBLISH', ARGV[2], ARGV[1])
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return 1
end
for index = 4, 6 do
  redis.call('ZREM', KEYS[index], ARGV[1])
end
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(name, 1, 5) == 'slot:' then
    -- Something stands in the channel already: a worker must close it, before anything else.
    local lane = redis.call('HGET', KEYS[1], 'queue') == 'deep' and 1 or 0
    put_back(KEYS[5 + lane], KEYS[7 + lane], ARGV[1])
    redis.call('PUBLISH', ARGV[4 + lane], ARGV[1])
    return 1
  end
end
redis.call('ZREM', KEYS[3], ARGV[1])
local at = now()
finished(KEYS[9], at, ARGV[1], ARGV[6], ARGV[7])
stamp(KEYS[1], at, 'cancelled', tonumber(redis.call('HGET', KEYS[1], 'attempt') or '0'))
return 1
