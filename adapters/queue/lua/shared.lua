-- Put in front of every other script. Time is the server's own: clocks of workers do not matter.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local function stamp(job, at, state, attempt)
  local line = string.format('%.3f %s %d\n', at, state, attempt)
  redis.call('HSET', job, 'state', state, 'history', (redis.call('HGET', job, 'history') or '') .. line)
end

-- Start-time fair queueing: a team's next job comes one turn after its last one, and never before
-- the turn that is being served; so 500 questions of one team delay another's first by one.
local function enqueue(ready, turn, team, id)
  local serving = tonumber(redis.call('HGET', turn, '') or '0')
  local last = tonumber(redis.call('HGET', turn, 't' .. team) or '0')
  local mine = math.max(serving, last) + 1
  redis.call('HSET', turn, 't' .. team, mine)
  redis.call('ZADD', ready, mine, id)
end

-- The turn that is being served moves on; a team with nothing left behind it is forgotten.
local function served(ready, turn, team, mine)
  if redis.call('ZCARD', ready) == 0 then
    redis.call('DEL', turn)
    return
  end
  redis.call('HSET', turn, '', math.max(tonumber(redis.call('HGET', turn, '') or '0'), mine))
  if tonumber(redis.call('HGET', turn, team) or '0') <= mine then
    redis.call('HDEL', turn, team)
  end
end

-- A job that was being worked on goes in front of what has not begun.
local function put_back(ready, turn, id)
  redis.call('ZADD', ready, tonumber(redis.call('HGET', turn, '') or '0'), id)
end

-- Finished jobs by age: the newest are kept, as long as a job itself is.
local function finished(recent, at, id, ttl, most)
  if tonumber(most) == 0 then
    return
  end
  redis.call('ZADD', recent, at, id)
  redis.call('ZREMRANGEBYRANK', recent, 0, -1 - tonumber(most))
  redis.call('PEXPIRE', recent, ttl)
end
