-- Functions on the jobs of an agenda, put before commit.lua and agenda_take.lua.
--
-- Everything lives under the scope's hash tag. base is <tag>:agenda:
--   base due        zset    jobs by when they can be taken: when they are due, or
--                           the end of the hold of the copy that took them
--   base jobs       hash    id -> "<revision> <due ms> <last ms>", last being 0
--                           until something has happened
--   base take:<tk>  string  what was taken with this token, for a lost reply

-- job reads a job; nil if there is none.
local function job(scope, id)
	local text = redis.call('HGET', scope .. ':agenda:jobs', id)
	if not text then
		return nil
	end
	local rev, due, last = string.match(text, '^(%S+) (%S+) (%S+)$')
	return { rev = rev, due = due, last = last }
end

-- plan has a job wait until due, whoever held it.
local function plan(scope, id, rev, due, last)
	redis.call('HSET', scope .. ':agenda:jobs', id, rev .. ' ' .. due .. ' ' .. last)
	redis.call('ZADD', scope .. ':agenda:due', due, id)
end

-- unplan removes a job.
local function unplan(scope, id)
	redis.call('HDEL', scope .. ':agenda:jobs', id)
	redis.call('ZREM', scope .. ':agenda:due', id)
end

-- carry does one operation of a Tx, which has been checked: {kind, id, rev, at,
-- next}.
local function carry(scope, op, rev)
	local old = job(scope, op.id)
	if op.kind == 'plan' then
		plan(scope, op.id, rev, op.at, old and old.last or '0')
	elseif op.kind == 'unplan' or op.next == '0' then
		unplan(scope, op.id)
	elseif tonumber(op.at) > tonumber(old.last) then
		plan(scope, op.id, rev, op.next, op.at)
	else
		plan(scope, op.id, rev, op.next, old.last)
	end
end
