-- Functions on announcements, put before the scripts of the ledger.
--
-- Everything lives under the scope's hash tag. base is <tag>:ledger:
--   base due        zset    short announcements that are not finished, by when
--                           something of them can be taken: now, or the first of
--                           their retries and of the ends of their leases
--   base bulk       zset    the same of the long ones
--   base a:<id>     hash    header: notice, about, living 0|1, line due|bulk, due,
--                           n recipients, open (neither sent, failed, unknown nor
--                           suppressed), version (how often queued), ended (fences
--                           of the leases that ended last); paused 1, cancelled 1;
--                           first, last: when something was sent first and last
--   base t:<id>     list    recipients
--   base s:<id>     string  one byte each, see below
--   base k:<id>     hash    what codes stand for: code -> state and reason, state
--                           and reason -> code, n how many there are
--   base d:<id>     hash    m<position> message, a<position> to be written again,
--                           b<position> begun first at, c<position> 1 if that
--                           counted the contact, n<position> tries
--   base w:<id>     zset    positions and slots that wait, by when they end
--   base l:<id>     zset    fences of the leases, by when they end
--   base h:<fence>:<id>
--                   zset    positions that a lease holds, in its order
--   base c:<block>  hash    contacts of members (see contact.lua)
--   base g:<token>  list    recipients gathered for an announcement to come
--   base u:<id>:<version>
--                   string  since when a copy does not know the notice
--   base take:<fence>
--                   string  of which announcement the lease is, for a lost reply
--
-- The bytes of the states: p pending, l leased, s begun; w pending and waits. m
-- was begun by somebody who vanished, or with an unknown end: it is to be looked
-- for; r is leased for that, v waits for it. Ended are o sent, f failed, u
-- unknown, x suppressed, c suppressed by cancelling. Bytes 128 to 191 are codes:
-- an end with a reason; 192 to 255 are slots: pending, waiting together with
-- everybody in the slot. So neither a reason nor a wait costs anything for one
-- more recipient.

local KEPT = 90 * 24 * 3600 * 1000
local PARTS = { 'a:', 't:', 's:', 'k:', 'd:' }

-- known says whether an announcement was queued.
local function known(base, id)
	return redis.call('EXISTS', base .. 's:' .. id, base .. 'a:' .. id) == 2
end

-- has says whether one of the bytes is among the states.
local function has(states, bytes)
	for i = 1, #bytes do
		if string.find(states, string.sub(bytes, i, i), 1, true) then
			return true
		end
	end
	return false
end

-- code is the byte for an end with a reason. Reasons are a few words; from the
-- 65th on they are forgotten.
local function code(base, id, state, reason)
	if reason == '' then
		return state
	end
	local codes = base .. 'k:' .. id
	local byte = redis.call('HGET', codes, state .. reason)
	if byte then
		return byte
	end
	local n = redis.call('HINCRBY', codes, 'n', 1)
	if n > 64 then
		return state
	end
	byte = string.char(127 + n)
	redis.call('HSET', codes, byte, state .. reason, state .. reason, byte)
	return byte
end

-- slot is the byte for waiting until then; nil if there are too many.
local function slot(base, id, till)
	local waits = base .. 'w:' .. id
	for _, member in ipairs(redis.call('ZRANGEBYSCORE', waits, till, till)) do
		if string.byte(member) >= 192 then
			return member
		end
	end
	for byte = 192, 255 do
		local member = string.char(byte)
		if not redis.call('ZSCORE', waits, member) then
			redis.call('ZADD', waits, till, member)
			return member
		end
	end
	return nil
end

-- wait has one position wait by itself and answers its byte.
local function wait(base, id, position, till, byte)
	redis.call('ZADD', base .. 'w:' .. id, till, position)
	return byte
end

-- wake ends the waits that are over.
local function wake(base, id, at)
	local waits, states = base .. 'w:' .. id, base .. 's:' .. id
	for _, member in ipairs(redis.call('ZRANGEBYSCORE', waits, '-inf', at)) do
		redis.call('ZREM', waits, member)
		if string.byte(member) >= 192 then
			redis.call('SET', states, (string.gsub(redis.call('GET', states), member, 'p')))
		elseif redis.call('GETRANGE', states, member, member) == 'v' then
			redis.call('SETRANGE', states, member, 'm')
		else
			redis.call('SETRANGE', states, member, 'p')
		end
	end
end

-- rest puts an announcement back in line: behind those that have waited longer,
-- so that a long one does not keep another waiting. When nothing is left to do
-- its data is kept for the report, with the leases of one that was cancelled, whose
-- holders may be dead; a living one is kept for good, because its messages are to
-- be edited.
local function rest(base, id, at)
	local header = base .. 'a:' .. id
	local f = redis.call('HMGET', header, 'open', 'due', 'living', 'paused', 'line')
	local line = base .. f[5]
	if f[1] == '0' then
		redis.call('ZREM', line, id)
		if f[3] ~= '1' then
			for _, part in ipairs(PARTS) do
				redis.call('PEXPIRE', base .. part .. id, KEPT)
			end
			for _, fence in ipairs(redis.call('ZRANGE', base .. 'l:' .. id, 0, -1)) do
				redis.call('PEXPIRE', base .. 'h:' .. fence .. ':' .. id, KEPT)
			end
			redis.call('PEXPIRE', base .. 'l:' .. id, KEPT)
		end
	elseif f[4] == '1' then
		redis.call('ZREM', line, id)
	elseif has(redis.call('GET', base .. 's:' .. id), 'pm') then
		redis.call('ZADD', line, math.max(tonumber(f[2]), at), id)
	else
		local soonest
		for _, part in ipairs({ 'w:', 'l:' }) do
			local first = redis.call('ZRANGE', base .. part .. id, 0, 0, 'WITHSCORES')
			if first[2] and (not soonest or tonumber(first[2]) < soonest) then
				soonest = tonumber(first[2])
			end
		end
		redis.call('ZADD', line, soonest or at, id)
	end
end

-- release ends a lease. What it has not begun can be taken at once; what it has
-- is to be looked for.
local back = { l = 'p', r = 'm', s = 'm' }

local function release(base, id, fence)
	local held, states = base .. 'h:' .. fence .. ':' .. id, base .. 's:' .. id
	for _, position in ipairs(redis.call('ZRANGE', held, 0, -1)) do
		local state = back[redis.call('GETRANGE', states, position, position)]
		if state then
			redis.call('SETRANGE', states, position, state)
		end
	end
	redis.call('DEL', held)
	redis.call('ZREM', base .. 'l:' .. id, fence)
end

-- ENDED is how much is kept of the fences of leases that were worked off: some
-- dozens, to know them again when the last command is sent again.
local ENDED = 1000

-- work_off ends a lease of which nothing is left.
local function work_off(base, id, fence, at)
	local ended = redis.call('HGET', base .. 'a:' .. id, 'ended') or ' '
	redis.call('HSET', base .. 'a:' .. id, 'ended', string.sub(ended .. fence .. ' ', -ENDED))
	release(base, id, fence)
	rest(base, id, at)
end

-- worked_off says whether a lease ended so.
local function worked_off(base, id, fence)
	local ended = redis.call('HGET', base .. 'a:' .. id, 'ended') or ''
	return string.find(ended, ' ' .. fence .. ' ', 1, true) ~= nil
end
