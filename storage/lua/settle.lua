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
-- ARGV[5]  position that is settled, or -1
-- ARGV[6]  its state: p, o, f, u or x
-- ARGV[7]  reason or ''
-- ARGV[8]  message or ''
-- ARGV[9]  when to try again, unix ms, or 0
-- ARGV[10] position that is begun, or -1
--
-- Answer: 0 if the lease was lost or does not hold what is to be begun; -1 if
-- nothing more may be begun, since it was paused or cancelled; otherwise the end
-- of the lease, unix ms. A position that the lease does not
-- hold any more was settled before: the command was sent again.

local base, id = KEYS[1] .. ':ledger:', ARGV[1]
local at, position, state, following = tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[10]
local states, details = base .. 's:' .. id, base .. 'd:' .. id
local held, waits = base .. 'h:' .. id, base .. 'w:' .. id

local h = redis.call('HMGET', KEYS[2], 'fence', 'version', 'living', 'hold', 'paused', 'cancelled')
if h[1] ~= ARGV[2] then
	return 0
end
-- Queued again since the lease was taken: what is written may be outdated.
local outdated = h[3] == '1' and h[2] ~= ARGV[3]

-- settle answers the byte to be stored. What is to be written again becomes
-- pending, unless it is unknown whether it was written at all.
local function settle()
	if state == 'p' and h[6] == '1' then
		redis.call('HINCRBY', KEYS[2], 'open', -1)
		return 'c'
	end
	if state == 'p' then
		redis.call('HDEL', details, 'a' .. position)
		if ARGV[9] ~= '0' then
			redis.call('ZADD', waits, ARGV[9], position)
			return 'w'
		end
		return 'p'
	end
	if outdated or redis.call('HEXISTS', details, 'a' .. position) == 1 then
		if state ~= 'u' then
			redis.call('HDEL', details, 'a' .. position)
			return 'p'
		end
		redis.call('HSET', details, 'a' .. position, '1')
	end
	redis.call('HINCRBY', KEYS[2], 'open', -1)
	if state == 'o' then
		redis.call('HSETNX', KEYS[2], 'first', at)
		redis.call('HSET', KEYS[2], 'last', at)
	end
	return state
end

if position ~= '-1' and redis.call('ZREM', held, position) == 1
	and redis.call('GETRANGE', states, position, position) ~= 'c' then
	redis.call('SETRANGE', states, position, settle())
	if ARGV[7] == '' then
		redis.call('HDEL', details, 'r' .. position)
	else
		redis.call('HSET', details, 'r' .. position, ARGV[7])
	end
	if ARGV[8] ~= '' then
		redis.call('HSET', details, 'm' .. position, ARGV[8])
	end
end

local ends = at + tonumber(h[4])
if redis.call('ZCARD', held) == 0 then
	rest(base, id, at)
else
	redis.call('HSET', KEYS[2], 'ends', ends)
	redis.call('ZADD', base .. 'due', ends, id)
end
if following ~= '-1' then
	if not redis.call('ZSCORE', held, following) then
		return 0
	end
	if h[5] == '1' or h[6] == '1' then
		return -1
	end
	redis.call('SETRANGE', states, following, 's')
	if outdated then
		redis.call('HSET', details, 'a' .. following, '1')
	else
		redis.call('HDEL', details, 'a' .. following)
	end
end
return ends
