-- Gives back a reservation that is not used, so that another takes its place.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the scope's clock
-- ARGV[1]  the reservation's id
-- ARGV[2…] of each bucket: name, in how long (µs), how many this was, 1 if it is
--          only counted
--
-- Answer: 1. What was given back before changes nothing.

local id = ARGV[1]
local counted = redis.call('GET', base .. 'i:' .. id)
redis.call('DEL', base .. 'i:' .. id)
for i = 2, #ARGV, 4 do
	give_back(id, ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3] == '1', counted, 0)
end
return 1
