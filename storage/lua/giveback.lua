-- Gives back a reservation that is not used, so that another takes its place.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the scope's clock
-- ARGV[1]  the reservation's id
-- ARGV[2…] its buckets
--
-- Answer: in how many buckets it was found.

local found = 0
for i = 2, #ARGV do
	found = found + redis.call('ZREM', base .. 'c:' .. ARGV[i], ARGV[1]) + redis.call('ZREM', base .. 'u:' .. ARGV[i], ARGV[1])
end
return found
