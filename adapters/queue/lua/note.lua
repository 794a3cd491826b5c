-- KEYS: job.  ARGV: final states ("," around each), then field and value pairs.
-- Returns 1 when the job was over and the fields were written. Its time to live stays as it is.
local state = redis.call('HGET', KEYS[1], 'state')
if not state or not string.find(ARGV[1], ',' .. state .. ',', 1, true) then
  return 0
end
for index = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1])
end
return 1
