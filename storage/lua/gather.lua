-- Appends recipients to a gathered list, unless they are there: the command may
-- have been sent again.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the list
-- ARGV[1]  how many it has before
-- ARGV[2]  how long it is kept, ms of Redis's own time
-- ARGV[3…] the recipients
--
-- Answer: how many it has.

local before = redis.call('LLEN', KEYS[2])
if before == tonumber(ARGV[1]) then
	before = redis.call('RPUSH', KEYS[2], unpack(ARGV, 3))
	redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return before
