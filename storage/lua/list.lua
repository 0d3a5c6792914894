-- Reads one page of the records under a term, in the order of score and then
-- id, without those that have expired. Those that Redis has removed since are taken
-- out of the term.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the zset of the term
-- ARGV[1]  collection
-- ARGV[2]  the moment, unix ms
-- ARGV[3]  how many records
-- ARGV[4]  ZRANGE or ZREVRANGE
-- ARGV[5], ARGV[6]  score and id of the last record of the page before, or
--          neither
--
-- Answer: {score of the last record, 1 if more follow, then id, data, revision,
-- ordinal, expiry of each record}.

local at, limit, range = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

-- less compares bytes, as Redis does; Lua's < follows the server's locale.
local function less(a, b)
	for k = 1, math.min(#a, #b) do
		local x, y = string.byte(a, k), string.byte(b, k)
		if x ~= y then
			return x < y
		end
	end
	return #a < #b
end

-- passed says whether an entry does not come after the cursor.
local function passed(id, score, last_id, last_score)
	if id == last_id and score == last_score then
		return true
	end
	local before = score < last_score or (score == last_score and less(id, last_id))
	if range == 'ZREVRANGE' then
		return not before
	end
	return before
end

-- The cursor's record may be gone, so its rank is searched for.
local from = 0
if #ARGV > 4 then
	local last_score, last_id = tonumber(ARGV[5]), ARGV[6]
	local high = redis.call('ZCARD', KEYS[2])
	while from < high do
		local middle = math.floor((from + high) / 2)
		local e = redis.call(range, KEYS[2], middle, middle, 'WITHSCORES')
		if passed(e[1], tonumber(e[2]), last_id, last_score) then
			from = middle + 1
		else
			high = middle
		end
	end
end

local answer, found, last, more, gone = { 0, 0 }, 0, 0, 0, {}
repeat
	local page = redis.call(range, KEYS[2], from, from + limit, 'WITHSCORES')
	for k = 1, #page, 2 do
		local id = page[k]
		local r = redis.call('HMGET', KEYS[1] .. ':' .. ARGV[1] .. ':r:' .. id, 'd', 'v', 'o', 'e')
		if not r[1] then
			gone[#gone + 1] = id
		elseif r[4] == '0' or tonumber(r[4]) > at then
			if found == limit then
				more = 1
				break
			end
			found = found + 1
			last = tonumber(page[k + 1])
			local n = #answer
			answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4], answer[n + 5] = id, r[1], r[2], r[3], r[4]
		end
	end
	from = from + limit + 1
until more == 1 or #page == 0
for _, id in ipairs(gone) do
	redis.call('ZREM', KEYS[2], id)
end
answer[1], answer[2] = last, more
return answer
