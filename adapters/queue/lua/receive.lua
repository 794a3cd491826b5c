-- KEYS: job, ready, turn, open, seen...  ARGV: id, team, job ttl ms, seen ttl ms, deadline s,
-- wake channel, then field and value pairs. Returns {id, 1 when it was known already}.
for index = 5, #KEYS do
  local known = redis.call('GET', KEYS[index])
  if known then
    for other = 5, #KEYS do
      redis.call('SET', KEYS[other], known, 'PX', ARGV[4], 'NX')
    end
    return {known, 1}
  end
end
for index = 5, #KEYS do
  redis.call('SET', KEYS[index], ARGV[1], 'PX', ARGV[4])
end
local at = now()
local fields = {}
for index = 7, #ARGV do
  fields[#fields + 1] = ARGV[index]
end
redis.call('HSET', KEYS[1], 'received_at', at, 'deadline', at + tonumber(ARGV[5]), unpack(fields))
stamp(KEYS[1], at, 'received', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[4], at, ARGV[1])
enqueue(KEYS[2], KEYS[3], ARGV[2], ARGV[1])
redis.call('PUBLISH', ARGV[6], ARGV[1])
return {ARGV[1], 0}
