-- The function that queues an announcement, put before commit.lua. The keys are
-- described in due.lua.
--
-- The bytes of the states are p pending, w pending until its time in w:<id>,
-- s begun, o sent, f failed, u unknown, x suppressed, c suppressed by cancelling.

-- known says whether an announcement was queued.
local function known(scope, id)
	return redis.call('EXISTS', scope .. ':ledger:s:' .. id, scope .. ':ledger:a:' .. id) == 2
end

-- announce queues a: {id, notice, about, living, due, n}, with its recipients
-- from ARGV[first] on or in the list gathered. One that is known already is
-- ignored, unless it is living: then it is to be written once more to the
-- recipients it has.
--
-- What was begun when it is queued again may show either state of things, so it
-- is remembered (a<position>) and written again whatever becomes of it. What is
-- unknown is not written blindly: it goes back to begun, to be looked for again.
local function announce(scope, a)
	local base = scope .. ':ledger:'
	local header, due = base .. 'a:' .. a.id, base .. 'due'
	if known(scope, a.id) then
		local states = redis.call('GET', base .. 's:' .. a.id)
		if a.living ~= '1' or redis.call('HGET', header, 'living') ~= '1' then
			return
		end
		redis.call('HINCRBY', header, 'version', 1)
		redis.call('HSET', header, 'notice', a.notice, 'about', a.about, 'due', a.due, 'open', #states)
		local from = string.find(states, '[su]')
		while from do
			redis.call('HSET', base .. 'd:' .. a.id, 'a' .. (from - 1), '1')
			from = string.find(states, '[su]', from + 1)
		end
		states = string.gsub(states, '[ofx]', 'p')
		states = string.gsub(states, 'u', 's')
		redis.call('SET', base .. 's:' .. a.id, states)
		-- While it is leased it stands in due with the lease's end.
		if redis.call('EXISTS', base .. 'h:' .. a.id) == 0 then
			local stands = redis.call('ZSCORE', due, a.id)
			if not stands or tonumber(stands) > tonumber(a.due) then
				redis.call('ZADD', due, a.due, a.id)
			end
		end
		return
	end
	redis.call('DEL', base .. 't:' .. a.id, base .. 'd:' .. a.id, base .. 'w:' .. a.id, base .. 'h:' .. a.id)
	if a.gathered then
		redis.call('RENAME', a.gathered, base .. 't:' .. a.id)
		redis.call('PERSIST', base .. 't:' .. a.id)
	else
		local last = a.first + a.n - 1
		for i = a.first, last, 1000 do
			redis.call('RPUSH', base .. 't:' .. a.id, unpack(ARGV, i, math.min(i + 999, last)))
		end
	end
	-- A fence that begins anywhere keeps out who held a lease before an erasure.
	local fence = tonumber(string.sub(ARGV[1], 1, 8), 16)
	redis.call('SET', base .. 's:' .. a.id, string.rep('p', a.n))
	redis.call('HSET', header, 'notice', a.notice, 'about', a.about, 'living', a.living,
		'n', a.n, 'open', a.n, 'version', 1, 'fence', fence, 'due', a.due)
	redis.call('ZADD', due, a.due, a.id)
end
