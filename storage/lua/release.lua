-- Ends a lease. What it has not begun can be taken at once.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the announcement's header
-- ARGV[1]  announcement
-- ARGV[2]  fence of the lease
-- ARGV[3]  the moment, unix ms
--
-- Answer: 1, or 0 if the lease was lost or has been released before.

local base, id, fence = KEYS[1] .. ':ledger:', ARGV[1], ARGV[2]
if not redis.call('ZSCORE', base .. 'l:' .. id, fence) then
	return 0
end
release(base, id, fence)
rest(base, id, tonumber(ARGV[3]))
return 1
