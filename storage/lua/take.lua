-- Leases deliveries of the announcement that can be taken longest.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the zset of due announcements
-- ARGV[1]  the moment, unix ms
-- ARGV[2]  how long to hold the lease, ms
-- ARGV[3]  how many deliveries at most
-- ARGV[4]  a token: who comes with it again gets the same lease
--
-- Answer: {} if nothing is due; {id} if the announcement of that id is due but
-- not there: it is out of the line then; otherwise {id, notice, about, living,
-- version, fence, end of the lease, then position, recipient, state, message or
-- '' of each delivery}, those that were begun before (s) first.

local base = KEYS[1] .. ':ledger:'
local at, hold, most, token = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local mark = base .. 'take:' .. token

-- lease reads a lease as it stands.
local function lease(id)
	local h = redis.call('HMGET', base .. 'a:' .. id, 'notice', 'about', 'living', 'version', 'fence', 'ends')
	local answer = { id, unpack(h) }
	for _, position in ipairs(redis.call('ZRANGE', base .. 'h:' .. id, 0, -1)) do
		local n = #answer
		answer[n + 1] = position
		answer[n + 2] = redis.call('LINDEX', base .. 't:' .. id, position)
		answer[n + 3] = redis.call('GETRANGE', base .. 's:' .. id, position, position)
		answer[n + 4] = redis.call('HGET', base .. 'd:' .. id, 'm' .. position) or ''
	end
	return answer
end

-- whole says whether everything of an announcement is there.
local function whole(id)
	local n = redis.call('HGET', base .. 'a:' .. id, 'n')
	return n and tonumber(n) == redis.call('STRLEN', base .. 's:' .. id)
		and tonumber(n) == redis.call('LLEN', base .. 't:' .. id)
end

-- ready are the positions that can be worked on, at most the given number.
local function ready(id)
	for _, position in ipairs(redis.call('ZRANGEBYSCORE', base .. 'w:' .. id, '-inf', at)) do
		redis.call('ZREM', base .. 'w:' .. id, position)
		redis.call('SETRANGE', base .. 's:' .. id, position, 'p')
	end
	local states, found = redis.call('GET', base .. 's:' .. id), {}
	for _, state in ipairs({ 's', 'p' }) do
		local from = string.find(states, state, 1, true)
		while from and #found < most do
			found[#found + 1] = from - 1
			from = string.find(states, state, from + 1, true)
		end
	end
	return found
end

local taken = redis.call('GET', mark)
if taken then
	if redis.call('HGET', base .. 'a:' .. taken, 'taker') == token then
		return lease(taken)
	end
	return {}
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', at, 'LIMIT', 0, 100)) do
	if not whole(id) then
		redis.call('ZREM', KEYS[2], id)
		return { id }
	end
	redis.call('DEL', base .. 'h:' .. id)
	local found = {}
	if redis.call('HGET', base .. 'a:' .. id, 'paused') ~= '1' then
		found = ready(id)
	end
	if #found > 0 then
		for order, position in ipairs(found) do
			redis.call('ZADD', base .. 'h:' .. id, order, position)
		end
		redis.call('HINCRBY', base .. 'a:' .. id, 'fence', 1)
		redis.call('HSET', base .. 'a:' .. id, 'taker', token, 'hold', hold, 'ends', at + hold)
		redis.call('ZADD', KEYS[2], at + hold, id)
		redis.call('SET', mark, id, 'PX', 60000)
		return lease(id)
	end
	rest(base, id, at)
end
return {}
