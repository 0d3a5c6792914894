-- Has deliveries of a lease that were not begun wait together until a moment.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the announcement's header
-- ARGV[1]  announcement
-- ARGV[2]  fence of the lease
-- ARGV[3]  the moment, unix ms
-- ARGV[4]  when they are due, unix ms
-- ARGV[5…] their positions
--
-- Answer: 1, or 0 if the lease was lost. A position that the lease does not hold
-- any more was put off before: the command was sent again.

local base, id, fence = KEYS[1] .. ':ledger:', ARGV[1], ARGV[2]
local held, states = base .. 'h:' .. fence .. ':' .. id, base .. 's:' .. id

if not redis.call('ZSCORE', base .. 'l:' .. id, fence) then
	return worked_off(base, id, fence) and 1 or 0
end
for i = 5, #ARGV do
	local position = ARGV[i]
	if redis.call('ZREM', held, position) == 1 then
		local state = redis.call('GETRANGE', states, position, position)
		if state == 'r' then
			redis.call('SETRANGE', states, position, wait(base, id, position, ARGV[4], 'v'))
		elseif state == 'l' then
			redis.call('SETRANGE', states, position, slot(base, id, ARGV[4]) or wait(base, id, position, ARGV[4], 'w'))
		end
	end
end
if redis.call('ZCARD', held) == 0 then
	work_off(base, id, fence, tonumber(ARGV[3]))
end
return 1
