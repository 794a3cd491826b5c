-- KEYS: ready quick, turn quick, ready deep, turn deep, leases, due, open.
-- ARGV: queue, lease s, job key prefix, batch. Returns the record's fields, or nothing.
local at = now()
local lanes = {quick = {KEYS[1], KEYS[2]}, deep = {KEYS[3], KEYS[4]}}

for _, waiting in ipairs({KEYS[5], KEYS[6]}) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', waiting, '-inf', at, 'LIMIT', 0, ARGV[4])) do
    redis.call('ZREM', waiting, id)
    local lane = lanes[redis.call('HGET', ARGV[3] .. id, 'queue') or '']
    if lane then
      put_back(lane[1], lane[2], id)
    else
      redis.call('ZREM', KEYS[7], id)
    end
  end
end

local lane = lanes[ARGV[1]]
while true do
  local next = redis.call('ZPOPMIN', lane[1])
  if #next == 0 then
    redis.call('DEL', lane[2])
    return false
  end
  local id, job = next[1], ARGV[3] .. next[1]
  local serving = tonumber(redis.call('HGET', lane[2], '') or '0')
  redis.call('HSET', lane[2], '', math.max(serving, tonumber(next[2])))
  if redis.call('EXISTS', job) == 1 then
    local lease = at + tonumber(ARGV[2])
    redis.call('HINCRBY', job, 'attempt', 1)
    redis.call('HINCRBY', job, 'fence', 1)
    redis.call('HSET', job, 'lease_until', lease)
    redis.call('ZADD', KEYS[5], lease, id)
    if redis.call('ZCARD', lane[1]) == 0 then
      redis.call('DEL', lane[2])
    end
    return redis.call('HGETALL', job)
  end
  redis.call('ZREM', KEYS[7], id)
end
