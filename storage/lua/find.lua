-- Reads the record that holds a unique value.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the hash of the unique index
-- ARGV[1]  collection
-- ARGV[2]  value
--
-- Answer: {id, data, revision, ordinal, expiry}, or {} if nobody holds it.

local id = redis.call('HGET', KEYS[2], ARGV[2])
if not id then
	return {}
end
local r = redis.call('HMGET', KEYS[1] .. ':' .. ARGV[1] .. ':r:' .. id, 'd', 'v', 'o', 'e')
if not r[1] then -- it has expired, and Redis has removed it
	redis.call('HDEL', KEYS[2], ARGV[2])
	return {}
end
return { id, r[1], r[2], r[3], r[4] }
