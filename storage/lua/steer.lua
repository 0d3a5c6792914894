-- The functions by which a Tx steers an announcement that was queued, put before
-- commit.lua. The keys are described in due.lua. Living announcements are not
-- steered, and one that is not known is left alone.

local steer = {}

-- idle puts an announcement in line, unless a lease does so when it ends.
local function idle(base, id, at)
	if redis.call('EXISTS', base .. 'h:' .. id) == 0 then
		rest(base, id, at)
	end
end

-- steered answers the states of an announcement that can be steered, or nil.
local function steered(base, id)
	local f = redis.call('HMGET', base .. 'a:' .. id, 'living', 'cancelled')
	if f[1] == '0' and f[2] ~= '1' then
		return redis.call('GET', base .. 's:' .. id)
	end
	return nil
end

function steer.pause(scope, id, at)
	local base = scope .. ':ledger:'
	if steered(base, id) then
		redis.call('HSET', base .. 'a:' .. id, 'paused', '1')
		idle(base, id, at)
	end
end

function steer.resume(scope, id, at)
	local base = scope .. ':ledger:'
	if steered(base, id) then
		redis.call('HDEL', base .. 'a:' .. id, 'paused')
		idle(base, id, at)
	end
end

-- cancel ends what was not begun. What is begun now is settled as it turns out.
function steer.cancel(scope, id, at)
	local base = scope .. ':ledger:'
	local states = steered(base, id)
	if not states then
		return
	end
	local unsent, n = string.gsub(states, '[pw]', 'c')
	redis.call('SET', base .. 's:' .. id, unsent)
	redis.call('DEL', base .. 'w:' .. id)
	redis.call('HINCRBY', base .. 'a:' .. id, 'open', -n)
	redis.call('HSET', base .. 'a:' .. id, 'cancelled', '1')
	redis.call('HDEL', base .. 'a:' .. id, 'paused')
	idle(base, id, at)
end

-- retry has what failed sent after all.
function steer.retry(scope, id, at)
	local base = scope .. ':ledger:'
	local states = steered(base, id)
	local from = states and string.find(states, 'f', 1, true)
	if not from then
		return
	end
	while from do
		redis.call('HDEL', base .. 'd:' .. id, 'r' .. (from - 1))
		from = string.find(states, 'f', from + 1, true)
	end
	local again, n = string.gsub(states, 'f', 'p')
	redis.call('SET', base .. 's:' .. id, again)
	redis.call('HINCRBY', base .. 'a:' .. id, 'open', n)
	for _, part in ipairs({ 'a:', 't:', 's:', 'd:' }) do
		redis.call('PERSIST', base .. part .. id)
	end
	idle(base, id, at)
end
