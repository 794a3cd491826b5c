-- KEYS: ready quick, turn quick, ready deep, turn deep, leases, due, open, aside.
-- ARGV: queue, lease s, job key prefix, batch, record version.
-- Returns the record's fields; {"aside", id} for a record that is none; nothing when none waits.
local at = now()
local lanes = {quick = {KEYS[1], KEYS[2]}, deep = {KEYS[3], KEYS[4]}}

local function field(id, name)
  local value = redis.pcall('HGET', ARGV[3] .. id, name)
  return type(value) == 'string' and value
end

local function set_aside(id)
  redis.call('ZREM', KEYS[7], id)
  redis.call('SADD', KEYS[8], id)
  return {'aside', id}
end

for _, waiting in ipairs({KEYS[5], KEYS[6]}) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', waiting, '-inf', at, 'LIMIT', 0, ARGV[4])) do
    redis.call('ZREM', waiting, id)
    -- What cannot be read goes through the asking queue, too: there it is found and set aside.
    local lane = lanes[field(id, 'queue') or ''] or lanes[ARGV[1]]
    put_back(lane[1], lane[2], id)
  end
end

local lane = lanes[ARGV[1]]
while true do
  local next = redis.call('ZPOPMIN', lane[1])
  if #next == 0 then
    redis.call('DEL', lane[2])
    return false
  end
  local id, job, mine = next[1], ARGV[3] .. next[1], tonumber(next[2])
  local kind = redis.call('TYPE', job).ok
  if kind == 'none' then
    redis.call('ZREM', KEYS[7], id)
  elseif kind ~= 'hash' or field(id, 'version') ~= ARGV[5]
    or not (tonumber(field(id, 'attempt')) and tonumber(field(id, 'fence'))) then
    return set_aside(id)
  else
    local lease = at + tonumber(ARGV[2])
    redis.call('HINCRBY', job, 'attempt', 1)
    redis.call('HINCRBY', job, 'fence', 1)
    redis.call('HSET', job, 'lease_until', lease)
    redis.call('ZADD', KEYS[5], lease, id)
    served(lane[1], lane[2], 't' .. (field(id, 'team') or ''), mine)
    return redis.call('HGETALL', job)
  end
end
