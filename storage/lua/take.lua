-- Leases deliveries of the announcement that can be taken longest.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the line of short announcements
-- ARGV[1]  the moment, unix ms
-- ARGV[2]  how long to hold the lease, ms
-- ARGV[3]  how many deliveries at most
-- ARGV[4]  a token: who comes with it again gets the same lease
-- ARGV[5…] the lines to look into, one after the other
--
-- Answer: {} if nothing is due; {id} if the announcement of that id is due but
-- not there: it is out of the line then; otherwise {id, notice, about, living,
-- version, recipients, fence, end of the lease, then position, recipient, state l
-- or r, message or '', tries or '', begun at or '' of each delivery}, those that
-- are to be looked for (r) first.

local base = KEYS[1] .. ':ledger:'
local at, hold, most, token = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local mark = base .. 'take:' .. token

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

-- lease reads a lease as it stands.
local function lease(id, fence)
	local h = redis.call('HMGET', base .. 'a:' .. id, 'notice', 'about', 'living', 'version', 'n')
	local ends = string.format('%.0f', tonumber(redis.call('ZSCORE', base .. 'l:' .. id, fence)))
	local answer = { id, h[1], h[2], h[3], h[4], h[5], fence, ends }
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
local function grab(id, fence)
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

-- take leases something of one announcement; the fence, or nil if nothing of it
-- is ready.
local function take(id)
	for _, over in ipairs(redis.call('ZRANGEBYSCORE', base .. 'l:' .. id, '-inf', at)) do
		release(base, id, over)
	end
	local fence
	if redis.call('HGET', base .. 'a:' .. id, 'paused') ~= '1' then
		wake(base, id, at)
		fence = tostring(tonumber(redis.call('HGET', base .. 'a:' .. id, 'fence')) + 1)
		if grab(id, fence) > 0 then
			redis.call('HSET', base .. 'a:' .. id, 'fence', fence)
			redis.call('ZADD', base .. 'l:' .. id, at + hold, fence)
		else
			fence = nil
		end
	end
	rest(base, id, at)
	return fence
end

local taken = redis.call('GET', mark)
if taken then
	local fence, id = string.match(taken, '^(%d+) (.*)$')
	if redis.call('ZSCORE', base .. 'l:' .. id, fence) then
		return lease(id, fence)
	end
	return {}
end

for i = 5, #ARGV do
	local line = base .. ARGV[i]
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', line, '-inf', at, 'LIMIT', 0, 100)) do
		if not whole(id) then
			redis.call('ZREM', line, id)
			return { id }
		end
		local fence = take(id)
		if fence then
			redis.call('SET', mark, fence .. ' ' .. id, 'PX', 60000)
			return lease(id, fence)
		end
	end
end
return {}
