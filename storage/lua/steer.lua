-- The functions by which a Tx steers an announcement that was queued, put before
-- commit.lua. The keys are described in ledger.lua. Living announcements can be
-- forgotten, and are not steered otherwise; one that is not known is left alone.

local steer = {}

-- steered answers the states of an announcement that can be steered, or nil.
local function steered(base, id)
	local f = redis.call('HMGET', base .. 'a:' .. id, 'living', 'cancelled')
	if f[1] == '0' and f[2] ~= '1' then
		return redis.call('GET', base .. 's:' .. id)
	end
	return nil
end

function steer.pause(base, id, at)
	if steered(base, id) then
		redis.call('HSET', base .. 'a:' .. id, 'paused', '1')
		rest(base, id, at)
	end
end

function steer.resume(base, id, at)
	if steered(base, id) then
		redis.call('HDEL', base .. 'a:' .. id, 'paused')
		rest(base, id, at)
	end
end

-- cancel ends what was not begun. What is begun now is settled as it turns out,
-- and what may have been sent is still looked for.
function steer.cancel(base, id, at)
	local states = steered(base, id)
	if not states then
		return
	end
	local unsent, n = string.gsub(states, '[plw\192-\255]', 'c')
	redis.call('SET', base .. 's:' .. id, unsent)
	for _, member in ipairs(redis.call('ZRANGE', base .. 'w:' .. id, 0, -1)) do
		if string.byte(member) >= 192 or string.sub(unsent, member + 1, member + 1) == 'c' then
			redis.call('ZREM', base .. 'w:' .. id, member)
		end
	end
	redis.call('HINCRBY', base .. 'a:' .. id, 'open', 0 - n)
	redis.call('HSET', base .. 'a:' .. id, 'cancelled', '1')
	redis.call('HDEL', base .. 'a:' .. id, 'paused')
	rest(base, id, at)
end

-- forget removes an announcement and all that is kept of it. Whoever holds a lease
-- of it has lost it.
function steer.forget(base, id)
	for _, fence in ipairs(redis.call('ZRANGE', base .. 'l:' .. id, 0, -1)) do
		redis.call('DEL', base .. 'h:' .. fence .. ':' .. id)
	end
	for _, part in ipairs({ 'a:', 't:', 's:', 'k:', 'd:', 'w:', 'l:' }) do
		redis.call('DEL', base .. part .. id)
	end
	for _, line in ipairs({ 'due', 'bulk' }) do
		redis.call('ZREM', base .. line, id)
	end
end

-- failures answers the bytes of what failed.
local function failures(base, id)
	local codes, bytes = redis.call('HGETALL', base .. 'k:' .. id), 'f'
	for i = 1, #codes, 2 do
		if string.byte(codes[i]) >= 128 and string.sub(codes[i + 1], 1, 1) == 'f' then
			bytes = bytes .. codes[i]
		end
	end
	return bytes
end

-- retry has what failed sent after all.
function steer.retry(base, id, at)
	local states = steered(base, id)
	if not states then
		return
	end
	local again, n = string.gsub(states, '[' .. failures(base, id) .. ']', 'p')
	if n == 0 then
		return
	end
	redis.call('SET', base .. 's:' .. id, again)
	redis.call('HINCRBY', base .. 'a:' .. id, 'open', n)
	for _, part in ipairs(PARTS) do
		redis.call('PERSIST', base .. part .. id)
	end
	rest(base, id, at)
end
