-- Replaces the terms of records, which otherwise stay as they are: their revision,
-- too, and the feed.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the key of one of the records
-- ARGV[1]  collection
-- ARGV[2]  the moment, unix ms
-- ARGV[3]  the version of the terms
-- ARGV[4…] id, revision and terms of each record. One that has another revision
--          by now is left alone
--
-- Answer: {how many got their terms, how many of these without a unique term that
-- another record holds}.

local base, at = KEYS[1] .. ':' .. ARGV[1] .. ':', tonumber(ARGV[2])

-- taken says whether another record has a unique term.
local function taken(term, id)
	if term[4] ~= 1 then
		return false
	end
	local owner = redis.call('HGET', base .. 'u:' .. term[1], term[2])
	if not owner or owner == id then
		return false
	end
	local expires = redis.call('HGET', base .. 'r:' .. owner, 'e')
	return expires and alive(expires, at)
end

local done, clashes = 0, 0
for i = 4, #ARGV, 3 do
	local id, rev, terms, free = ARGV[i], ARGV[i + 1], cjson.decode(ARGV[i + 2]), {}
	local old = load(base, id)
	if old and old.rev == rev then
		for _, term in ipairs(terms) do
			if not taken(term, id) then
				free[#free + 1] = term
			end
		end
		local encoded = ARGV[i + 2]
		if #free < #terms then
			clashes = clashes + 1
			encoded = #free == 0 and '[]' or cjson.encode(free)
		end
		unindex(base, id, old.terms, places(free))
		index(base, id, free)
		redis.call('HSET', base .. 'r:' .. id, 't', encoded, 'i', ARGV[3] .. ' ' .. rev)
		done = done + 1
	end
end
return { done, clashes }
