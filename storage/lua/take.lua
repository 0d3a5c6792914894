-- Leases deliveries of the announcement that can be taken longest.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the line of short announcements
-- ARGV[1]  the moment, unix ms
-- ARGV[2]  how long to hold the lease, ms
-- ARGV[3]  how many deliveries at most
-- ARGV[4]  the lease's fence, which is nobody else's: a number that is counted up
--          would be given again by a replica that takes over and has not heard of
--          the last. Who comes with it again gets the same lease
-- ARGV[5…] the lines to look into, one after the other
--
-- Answer: {} if nothing is due; {id} if the announcement of that id is due but
-- not there: it is out of the line then; otherwise {id, notice, about, living,
-- version, recipients, end of the lease, then position, recipient, state l or r,
-- message or '', tries or '', begun at or '' of each delivery}, those that are to
-- be looked for (r) first.

local base = KEYS[1] .. ':ledger:'
local at, hold, most, fence = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local mark = base .. 'take:' .. fence

-- recipients reads those at ascending positions, each stretch of neighbours at
-- once.
local function recipients(id, positions)
	local sorted, found = {}, {}
	for i, position in ipairs(positions) do
		sorted[i] = tonumber(position)
	end
	table.sort(sorted)
	local i = 1
	while i <= #sorted do
		local first, last = i, i
		while sorted[last + 1] == sorted[last] + 1 do
			last = last + 1
		end
		for k, to in ipairs(redis.call('LRANGE', base .. 't:' .. id, sorted[first], sorted[last])) do
			found[sorted[first] + k - 1] = to
		end
		i = last + 1
	end
	return found
end

-- lease reads the lease as it stands.
local function lease(id)
	local h = redis.call('HMGET', base .. 'a:' .. id, 'notice', 'about', 'living', 'version', 'n')
	local ends = string.format('%.0f', tonumber(redis.call('ZSCORE', base .. 'l:' .. id, fence)))
	local answer = { id, h[1], h[2], h[3], h[4], h[5], ends }
	local positions = redis.call('ZRANGE', base .. 'h:' .. fence .. ':' .. id, 0, -1)
	local to = recipients(id, positions)
	for _, position in ipairs(positions) do
		local d = redis.call('HMGET', base .. 'd:' .. id, 'm' .. position, 'n' .. position, 'b' .. position)
		local n = #answer
		answer[n + 1], answer[n + 2] = position, to[tonumber(position)]
		answer[n + 3] = redis.call('GETRANGE', base .. 's:' .. id, position, position)
		answer[n + 4], answer[n + 5], answer[n + 6] = d[1] or '', d[2] or '', d[3] or ''
	end
	return answer
end

-- whole says whether everything of an announcement is there.
local function whole(id)
	local n = redis.call('HGET', base .. 'a:' .. id, 'n')
	return n and tonumber(n) == redis.call('STRLEN', base .. 's:' .. id)
		and tonumber(n) == redis.call('LLEN', base .. 't:' .. id)
end

-- grab leases what can be worked on, at most the given number, and answers how
-- many there are.
local function grab(id)
	local states, found = redis.call('GET', base .. 's:' .. id), 0
	for _, step in ipairs({ { 'm', 'r' }, { 'p', 'l' } }) do
		local from = string.find(states, step[1], 1, true)
		while from and found < most do
			found = found + 1
			redis.call('ZADD', base .. 'h:' .. fence .. ':' .. id, found, from - 1)
			redis.call('SETRANGE', base .. 's:' .. id, from - 1, step[2])
			from = string.find(states, step[1], from + 1, true)
		end
	end
	return found
end

-- take leases something of one announcement, and answers whether anything of it
-- is ready.
local function take(id)
	for _, over in ipairs(redis.call('ZRANGEBYSCORE', base .. 'l:' .. id, '-inf', at)) do
		release(base, id, over)
	end
	local found = 0
	if redis.call('HGET', base .. 'a:' .. id, 'paused') ~= '1' then
		wake(base, id, at)
		found = grab(id)
		if found > 0 then
			redis.call('ZADD', base .. 'l:' .. id, at + hold, fence)
		end
	end
	rest(base, id, at)
	return found > 0
end

local taken = redis.call('GET', mark)
if taken then
	return redis.call('ZSCORE', base .. 'l:' .. taken, fence) and lease(taken) or {}
end

for i = 5, #ARGV do
	local line = base .. ARGV[i]
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', line, '-inf', at, 'LIMIT', 0, 100)) do
		if not whole(id) then
			redis.call('ZREM', line, id)
			return { id }
		end
		if take(id) then
			redis.call('SET', mark, id, 'PX', 60000)
			return lease(id)
		end
	end
end
return {}
