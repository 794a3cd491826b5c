-- KEYS: job, leases.  ARGV: id, fence, lease s. Returns -1 fenced, 1 cancel asked, 0 go on.
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[2] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return -1
end
local lease = now() + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'lease_until', lease)
redis.call('ZADD', KEYS[2], lease, ARGV[1])
return tonumber(redis.call('HGET', KEYS[1], 'cancelled') or '0')
