-- The function that queues an announcement, put before commit.lua. The keys are
-- described in ledger.lua.

-- SHORT is how many recipients an announcement in the line of short ones has at
-- most.
local SHORT = 20

-- requeue has a living announcement written once more to the recipients it has.
--
-- What was begun when it is queued again may show either state of things, so it
-- is remembered (a<position>) and written again whatever becomes of it. What is
-- unknown is not written blindly: it is looked for again.
local function requeue(base, a, at)
	local header, details = base .. 'a:' .. a.id, base .. 'd:' .. a.id
	local states = redis.call('GET', base .. 's:' .. a.id)
	redis.call('HINCRBY', header, 'version', 1)
	redis.call('HSET', header, 'notice', a.notice, 'about', a.about, 'due', a.due, 'open', #states)
	for _, field in ipairs(redis.call('HKEYS', details)) do
		if string.sub(field, 1, 1) == 'b' then
			redis.call('HSET', details, 'a' .. string.sub(field, 2), '1')
		end
	end
	states = string.gsub(states, '[ofx\128-\191]', 'p')
	states = string.gsub(states, 'u', 'm')
	redis.call('SET', base .. 's:' .. a.id, states)
	redis.call('DEL', base .. 'k:' .. a.id)
	rest(base, a.id, at)
end

-- announce queues a: {id, notice, about, living, due, n}, with its recipients
-- from ARGV[first] on or in the list gathered. One that is known already is
-- ignored, unless it is living.
local function announce(scope, a, at)
	local base = scope .. ':ledger:'
	local header = base .. 'a:' .. a.id
	if known(base, a.id) then
		if a.living == '1' and redis.call('HGET', header, 'living') == '1' then
			requeue(base, a, at)
		end
		return
	end
	for _, part in ipairs({ 't:', 'k:', 'd:', 'w:', 'l:' }) do
		redis.call('DEL', base .. part .. a.id)
	end
	if a.gathered then
		redis.call('RENAME', a.gathered, base .. 't:' .. a.id)
		redis.call('PERSIST', base .. 't:' .. a.id)
	else
		local last = a.first + a.n - 1
		for i = a.first, last, 1000 do
			redis.call('RPUSH', base .. 't:' .. a.id, unpack(ARGV, i, math.min(i + 999, last)))
		end
	end
	local line = a.n > SHORT and 'bulk' or 'due'
	redis.call('SET', base .. 's:' .. a.id, string.rep('p', a.n))
	redis.call('HSET', header, 'notice', a.notice, 'about', a.about, 'living', a.living, 'line', line,
		'n', a.n, 'open', a.n, 'version', 1, 'due', a.due)
	redis.call('ZADD', base .. line, a.due, a.id)
end
