-- Reads the records of a numbered collection that have the given ordinals.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the zset of ordinals
-- ARGV[1]  collection
-- ARGV[2…] ordinals
--
-- Answer: for each ordinal id, data, revision, ordinal, expiry in one list; five
-- empty strings where there is no record.

local answer = {}
for k = 2, #ARGV do
	local n = #answer
	local id = redis.call('ZRANGEBYSCORE', KEYS[2], ARGV[k], ARGV[k])[1]
	local r = { false }
	if id then
		r = redis.call('HMGET', KEYS[1] .. ':' .. ARGV[1] .. ':r:' .. id, 'd', 'v', 'o', 'e')
	end
	if r[1] then
		answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4], answer[n + 5] = id, r[1], r[2], r[3], r[4]
	else
		answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4], answer[n + 5] = '', '', '', '', ''
	end
end
return answer
