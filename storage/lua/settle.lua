-- Records what became of a delivery, if one is given, and begins the next, if
-- one is given. Whoever does so still holds the lease, which goes on from here;
-- with the last delivery of the lease it ends.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the announcement's header
-- ARGV[1]  announcement
-- ARGV[2]  fence of the lease
-- ARGV[3]  version of the lease
-- ARGV[4]  the moment, unix ms
-- ARGV[5]  how long the lease goes on, ms
-- ARGV[6]  position that is settled, or -1
-- ARGV[7]  its state: p, o, f, u or x
-- ARGV[8]  reason or ''
-- ARGV[9]  message or ''
-- ARGV[10] when to try again, unix ms, or 0; with u: when to look for it
-- ARGV[11] tries to be remembered, or 0
-- ARGV[12] member whose contact is given back, by ordinal, or ''
-- ARGV[13] name of that contact
-- ARGV[14] position that is begun, or -1
-- ARGV[15] how many contacts the member may have had, or 0: it is none
-- ARGV[16] member who is contacted, by ordinal
-- ARGV[17] name of the contact
-- ARGV[18] collection of a record that is to be as it was read, or ''
-- ARGV[19] id of that record
-- ARGV[20] its revision
--
-- Answer: {what, end of the lease in unix ms, 1 if the contact counts from now
-- on, how many deliveries of the announcement are not finished}. what is lost if
-- the lease was lost or does not hold what is to be begun; paused or calledoff if
-- it may not be begun, since the announcement was paused or cancelled; changed
-- if the record is not as it was read; spent if the member has had as many
-- contacts as they may; otherwise held. A position that the lease does not hold
-- any more was settled before: the command was sent again. So it was where the
-- lease ended with it.

local base, id, fence = KEYS[1] .. ':ledger:', ARGV[1], ARGV[2]
local at, position, state, following = tonumber(ARGV[4]), ARGV[6], ARGV[7], ARGV[14]
local states, details = base .. 's:' .. id, base .. 'd:' .. id
local held, leases = base .. 'h:' .. fence .. ':' .. id, base .. 'l:' .. id

local h = redis.call('HMGET', KEYS[2], 'version', 'living', 'paused', 'cancelled')
if not redis.call('ZSCORE', leases, fence) then
	if following == '-1' and worked_off(base, id, fence) then
		return { 'held', ARGV[4], '0', redis.call('HGET', KEYS[2], 'open') }
	end
	return { 'lost', '0', '0', '' }
end
-- Queued again since the lease was taken: what is written may be outdated.
local outdated = h[2] == '1' and h[1] ~= ARGV[3]

-- finish ends the delivery with the byte.
local function finish(byte)
	redis.call('HINCRBY', KEYS[2], 'open', -1)
	return byte
end

-- pending answers the byte of what is to be written, now or later.
local function pending()
	redis.call('HDEL', details, 'a' .. position, 'b' .. position, 'c' .. position)
	if h[4] == '1' then
		return finish('c')
	end
	if ARGV[10] ~= '0' then
		return wait(base, id, position, ARGV[10], 'w')
	end
	return 'p'
end

-- settle answers the byte to be stored. What is to be written again becomes
-- pending, unless it is unknown whether it was written at all.
local function settle()
	if state == 'p' then
		return pending()
	end
	if state == 'u' and ARGV[10] ~= '0' then
		return wait(base, id, position, ARGV[10], 'v')
	end
	if state == 'u' and h[2] == '1' then
		if outdated then
			redis.call('HSET', details, 'a' .. position, '1')
		end
		return finish('u')
	end
	local again = outdated or redis.call('HEXISTS', details, 'a' .. position) == 1
	redis.call('HDEL', details, 'a' .. position, 'b' .. position, 'c' .. position)
	if again then
		return 'p'
	end
	if state == 'o' then
		redis.call('HSETNX', KEYS[2], 'first', at)
		redis.call('HSET', KEYS[2], 'last', at)
	end
	return finish(code(base, id, state, ARGV[8]))
end

if position ~= '-1' and redis.call('ZREM', held, position) == 1 then
	if redis.call('GETRANGE', states, position, position) ~= 'c' then
		redis.call('SETRANGE', states, position, settle())
	end
	if ARGV[11] == '0' then
		redis.call('HDEL', details, 'n' .. position)
	else
		redis.call('HSET', details, 'n' .. position, ARGV[11])
	end
	if ARGV[9] ~= '' then
		redis.call('HSET', details, 'm' .. position, ARGV[9])
	end
	if ARGV[12] ~= '' then
		uncontact(base, tonumber(ARGV[12]), ARGV[13], at)
	end
end

local ends = string.format('%.0f', at + tonumber(ARGV[5]))
if redis.call('ZCARD', held) == 0 then
	work_off(base, id, fence, at)
else
	redis.call('ZADD', leases, ends, fence)
end

-- begin answers what became of it, and whether a contact counts from now on.
local function begin()
	local before = redis.call('GETRANGE', states, following, following)
	if not redis.call('ZSCORE', held, following) then
		return 'lost', '0'
	end
	if h[4] == '1' or before == 'c' then
		return 'calledoff', '0'
	end
	if h[3] == '1' then
		return 'paused', '0'
	end
	if ARGV[18] ~= '' and redis.call('HGET', KEYS[1] .. ':' .. ARGV[18] .. ':r:' .. ARGV[19], 'v') ~= ARGV[20] then
		return 'changed', '0'
	end
	local counts = '0'
	if ARGV[15] ~= '0' then
		counts = contact(base, tonumber(ARGV[16]), ARGV[17], tonumber(ARGV[15]), at)
		if not counts then
			return 'spent', '0'
		end
	end
	if before == 's' then -- the command was sent again
		counts = redis.call('HGET', details, 'c' .. following) or '0'
	elseif counts == '1' then
		redis.call('HSET', details, 'c' .. following, '1')
	else
		redis.call('HDEL', details, 'c' .. following)
	end
	redis.call('SETRANGE', states, following, 's')
	redis.call('HSETNX', details, 'b' .. following, at)
	if outdated then
		redis.call('HSET', details, 'a' .. following, '1')
	else
		redis.call('HDEL', details, 'a' .. following)
	end
	return 'held', counts
end

local what, counts = 'held', '0'
if following ~= '-1' then
	what, counts = begin()
end
return { what, ends, counts, redis.call('HGET', KEYS[2], 'open') }
