-- Functions on records, put before the scripts that need them.
--
-- Everything lives under the scope's hash tag. base is <tag>:<collection>:
--   base r:<id>              hash   a record: d data (JSON), v revision,
--                                   o ordinal or 0, e expiry in unix ms or 0,
--                                   t terms [[index, value, score, unique], ...],
--                                   i "<version of the terms> <revision>" for which
--                                   t was made, unless that version is 0
--   base i:<index>:<value>   zset   ids under a term, by score
--   base u:<index>           hash   unique value -> id
--   base x                   zset   ids of records that expire, by expiry
--   base o                   zset   ids of a numbered collection, by ordinal
--   base n                   hash   counters: ordinal, feed; epoch of the feed
--   base f                   stream <n>-0: o ordinal, v revision or 0 when gone
--
-- What stands in i, u, x and o always belongs to a record that exists and lists
-- it in t, or could be taken over because that record has expired.
--
-- What has expired is erased by whoever writes a record that expires. Where nobody
-- does, the keys of the record and x have a lifetime in Redis, so that nothing that
-- somebody typed is kept because nobody came back. It is longer by LINGER: the
-- moment decides what is found, by the clock that is passed in, and sweep comes
-- first. What then still names the record is taken out by whoever meets it.

local FEED_LENGTH = 100000
local SWEEP = 8
local LINGER = 48 * 3600 * 1000

-- alive says whether a record with this expiry is found at the moment at.
local function alive(expires, at)
	return expires == '0' or tonumber(expires) > at
end

-- load reads a record's frame, expired or not; nil if there is none.
local function load(base, id)
	local f = redis.call('HMGET', base .. 'r:' .. id, 'v', 'e', 'o', 't')
	if not f[1] then
		return nil
	end
	return { rev = f[1], expires = f[2], ordinal = f[3], terms = cjson.decode(f[4]) }
end

-- place is a name for a term, the same for the same entry.
local function place(term)
	return term[1] .. '\0' .. term[2]
end

-- feed appends one change. A feed that begins gets an epoch of its own, so that
-- nobody goes on in it from a position in one that was erased.
local function feed(base, ordinal, rev)
	local n = redis.call('HINCRBY', base .. 'n', 'feed', 1)
	if n == 1 then
		redis.call('HSET', base .. 'n', 'epoch', string.sub(ARGV[1], 1, 8))
	end
	redis.call('XADD', base .. 'f', 'MAXLEN', '~', FEED_LENGTH, n .. '-0', 'o', ordinal, 'v', rev)
end

-- unindex takes a record out of the terms that are not in keep. A unique value
-- is only given up by the record that holds it now.
local function unindex(base, id, terms, keep)
	for _, term in ipairs(terms) do
		if not keep[place(term)] then
			if term[4] == 1 then
				if redis.call('HGET', base .. 'u:' .. term[1], term[2]) == id then
					redis.call('HDEL', base .. 'u:' .. term[1], term[2])
				end
			else
				redis.call('ZREM', base .. 'i:' .. term[1] .. ':' .. term[2], id)
			end
		end
	end
end

-- unnumber takes back a record's ordinal for good.
local function unnumber(base, id, ordinal)
	if ordinal ~= '0' then
		redis.call('ZREM', base .. 'o', id)
		feed(base, ordinal, 0)
	end
end

-- erase removes a record and every trace of it; old is nil if Redis has removed it.
local function erase(base, id, old)
	if not old then
		redis.call('ZREM', base .. 'x', id)
		return
	end
	unindex(base, id, old.terms, {})
	unnumber(base, id, old.ordinal)
	redis.call('ZREM', base .. 'x', id)
	redis.call('DEL', base .. 'r:' .. id)
end

-- index enters a record under its terms.
local function index(base, id, terms)
	for _, term in ipairs(terms) do
		if term[4] == 1 then
			redis.call('HSET', base .. 'u:' .. term[1], term[2], id)
		else
			redis.call('ZADD', base .. 'i:' .. term[1] .. ':' .. term[2], term[3], id)
		end
	end
end

-- places is the set of the places of terms.
local function places(terms)
	local set = {}
	for _, term in ipairs(terms) do
		set[place(term)] = true
	end
	return set
end

-- lifetime is for how long Redis keeps what expires then, ms.
local function lifetime(expires, at)
	return string.format('%.0f', math.max(tonumber(expires) - at, 0) + LINGER)
end

-- expire gives a record that expires a lifetime, and x that of the last in it. An x
-- that has none was begun by a program that gave none to its records either.
local function expire(base, id, expires, at)
	local x = base .. 'x'
	if redis.call('PTTL', x) == -1 then
		local all = redis.call('ZRANGE', x, 0, -1, 'WITHSCORES')
		for k = 1, #all, 2 do
			redis.call('PEXPIRE', base .. 'r:' .. all[k], lifetime(all[k + 1], at))
		end
	else
		redis.call('PEXPIRE', base .. 'r:' .. id, lifetime(expires, at))
	end
	local last = redis.call('ZREVRANGE', x, 0, 0, 'WITHSCORES')
	redis.call('PEXPIRE', x, lifetime(last[2], at))
end

-- store writes a record over what was there and answers its ordinal.
local function store(base, id, old, at, rev, put)
	local ordinal = '0'
	if old then
		unindex(base, id, old.terms, places(put.terms))
		if alive(old.expires, at) then
			ordinal = old.ordinal
		else
			unnumber(base, id, old.ordinal)
		end
	end
	if put.numbered and ordinal == '0' then
		ordinal = tostring(redis.call('HINCRBY', base .. 'n', 'ordinal', 1))
		redis.call('ZADD', base .. 'o', ordinal, id)
	end
	redis.call('HSET', base .. 'r:' .. id,
		'd', put.data, 'v', rev, 'o', ordinal, 'e', put.expires, 't', put.encoded)
	if put.terms_version ~= '0' then
		redis.call('HSET', base .. 'r:' .. id, 'i', put.terms_version .. ' ' .. string.format('%.0f', rev))
	end
	index(base, id, put.terms)
	if put.expires == '0' then
		redis.call('ZREM', base .. 'x', id)
		if old and old.expires ~= '0' then
			redis.call('PERSIST', base .. 'r:' .. id)
		end
	else
		redis.call('ZADD', base .. 'x', put.expires, id)
		if ordinal == '0' then -- of a numbered one the feed has to tell
			expire(base, id, put.expires, at)
		end
	end
	if ordinal ~= '0' then
		feed(base, ordinal, rev)
	end
	return ordinal
end

-- sweep erases a few of the records that expired before the given moment. Every
-- Tx that adds a record which expires sweeps more than it adds, so garbage does
-- not pile up.
local function sweep(base, before)
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'x', '-inf', before, 'LIMIT', 0, SWEEP)) do
		erase(base, id, load(base, id))
	end
end
