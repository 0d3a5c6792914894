-- Ends a lease. What it has not begun can be taken at once.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the announcement's header
-- ARGV[1]  announcement
-- ARGV[2]  fence of the lease
-- ARGV[3]  the moment, unix ms
--
-- Answer: 1, or 0 if the lease was lost or has been released before.

if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[2] then
	return 0
end
local base = KEYS[1] .. ':ledger:'
redis.call('HINCRBY', KEYS[2], 'fence', 1)
redis.call('DEL', base .. 'h:' .. ARGV[1])
rest(base, ARGV[1], tonumber(ARGV[3]))
return 1
