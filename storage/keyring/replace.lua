-- Replaces wrapped keys that are still as they were read.
--
-- KEYS[1]  the tag of a space
-- KEYS[2]  its hash: person -> "<id of the operator's key> <wrapped>"
-- ARGV     person, wrapped as read, wrapped anew; again and again
--
-- Answer: how many were replaced.

local n = 0
for k = 1, #ARGV, 3 do
	if redis.call('HGET', KEYS[2], ARGV[k]) == ARGV[k + 1] then
		redis.call('HSET', KEYS[2], ARGV[k], ARGV[k + 2])
		n = n + 1
	end
end
return n
