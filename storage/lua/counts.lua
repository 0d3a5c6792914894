-- Counts the records under several values of an index.
--
-- KEYS[1]  the scope's tag
-- KEYS[2]  the index, without its value: <tag>:<collection>:i:<index>:
-- ARGV     the values
--
-- Answer: a number for each.
local counts = {}
for i, value in ipairs(ARGV) do
	counts[i] = redis.call('ZCARD', KEYS[2] .. value)
end
return counts
