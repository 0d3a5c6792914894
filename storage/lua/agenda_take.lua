-- Takes jobs that are due and holds them for a while, so that not every copy
-- works on the same ones. It is no more than that: who may say that something
-- happened is decided by advance in commit.lua.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the zset of due jobs
-- ARGV[1]  the moment, unix ms
-- ARGV[2]  how long to hold them, ms
-- ARGV[3]  how many at most
-- ARGV[4]  a token: who comes with it again gets the same jobs
--
-- Answer: id, revision, due, last of each job in one list, those first that
-- have waited longest. {id} if the job of that id is due but not there: it is
-- out of the line then, and nothing was taken.

local scope = KEYS[1]
local mark = scope .. ':agenda:take:' .. ARGV[4]

-- taken is the answer for these jobs, without those that are gone.
local function taken(ids)
	local answer = {}
	for _, id in ipairs(ids) do
		local j = job(scope, id)
		if j then
			local n = #answer
			answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4] = id, j.rev, j.due, j.last
		end
	end
	return answer
end

local before = redis.call('GET', mark)
if before then
	return taken(cjson.decode(before))
end
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
if #ids == 0 then
	return {}
end
for _, id in ipairs(ids) do
	if not job(scope, id) then
		redis.call('ZREM', KEYS[2], id)
		return { id }
	end
end
for _, id in ipairs(ids) do
	redis.call('ZADD', KEYS[2], tonumber(ARGV[1]) + tonumber(ARGV[2]), id)
end
redis.call('SET', mark, cjson.encode(ids), 'PX', 60000)
return taken(ids)
