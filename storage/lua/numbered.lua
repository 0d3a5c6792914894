-- Reads the records of a numbered collection by ascending ordinal, without those
-- that have expired.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the zset of ordinals
-- ARGV[1]  collection
-- ARGV[2]  the moment, unix ms
-- ARGV[3]  the ordinal after which to begin
-- ARGV[4]  how many records
--
-- Answer: id, data, revision, ordinal, expiry of each record in one list.

local at, after, limit = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local answer, found = {}, 0
repeat
	local page = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. after, '+inf', 'LIMIT', 0, limit)
	for _, id in ipairs(page) do
		local r = redis.call('HMGET', KEYS[1] .. ':' .. ARGV[1] .. ':r:' .. id, 'd', 'v', 'o', 'e')
		after = r[3]
		if r[4] == '0' or tonumber(r[4]) > at then
			local n = #answer
			answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4], answer[n + 5] = id, r[1], r[2], r[3], r[4]
			found = found + 1
			if found == limit then
				return answer
			end
		end
	end
until #page == 0
return answer
