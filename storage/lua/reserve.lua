-- Reserves a moment at which one thing may be sent, in several buckets at once.
--
-- A fiftieth of each limit is spared for what must not wait. What is sent by the
-- thousand shares the rest: in a bucket that keeps a gap, evenly; in one that is
-- only counted, as it comes. What must not wait goes between the others. Together
-- they are never more than the limit.
--
-- Where somebody came too late for their moment, others may follow at half the gap
-- until that is made up for, as long as no stretch of some fifty gaps holds more
-- than it would have. A second later it is lost.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the scope's clock
-- ARGV[1]  the moment, unix µs
-- ARGV[2]  the reservation's id: who comes with it again has a lost reply
-- ARGV[3]  1 for what must not wait, else 0
-- ARGV[4]  how far ahead a moment may be reserved, µs
-- ARGV[5]  the id of a reservation in the same buckets that was not used in time
--          and is given back, or ''
-- ARGV[6…] of each bucket: name, how many, in how long (µs), how many this is,
--          1 if it is only counted, else 0
--
-- Answer: {1, µs to wait until the moment that is reserved}, or {0, µs after
-- which to ask again} if it would be farther ahead: nothing is reserved then.

local id, prompt, ahead = ARGV[2], ARGV[3] == '1', tonumber(ARGV[4])
local now = moment(tonumber(ARGV[1]))

-- FARTHEST is the longest that somebody is told to stay away: the line before
-- them may have dissolved.
local FARTHEST = 3600 * SECOND
-- MOST is the most that one thing costs.
local MOST = 10

-- grow lets a bucket that was cut come up again, step by step: carefully at
-- first, then faster.
local function grow(name, p)
	if p.step == 0 or now < p.step then
		return
	end
	if p.pace == FULL then
		p.hold, p.step, p.grown, p.good = 0, 0, 0, FULL
	else
		local more = p.grown == 0 and math.floor(p.pace / 20) or math.floor(p.pace / 4)
		p.good, p.grown, p.step = p.pace, p.grown + 1, now + SECOND
		p.pace = math.min(FULL, p.pace + math.max(1, more))
	end
	remember(name, p)
end

-- RUN is the most that is held together when something is made up for.
local RUN = 50

-- reserved are the moments in a zset that still matter, in their order, and what
-- each costs.
local function reserved(key, after)
	redis.call('ZREMRANGEBYSCORE', key, '-inf', text(after))
	local list, found = {}, redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
	for i = 1, #found, 2 do
		list[#list + 1] = { at = tonumber(found[i + 1]), cost = tonumber(string.match(found[i], '^%d+')) }
	end
	return list
end

-- counted is how much is reserved in each part of a bucket's time that still
-- matters, and the last such part, both by how far they are from the one it is
-- now.
local function counted(name, per)
	local counts, last, gone = {}, 0, {}
	local found, current = redis.call('HGETALL', base .. 'n:' .. name), part(per, now)
	for i = 1, #found, 2 do
		local n = tonumber(found[i]) - current
		if n < -PARTS then
			gone[#gone + 1] = found[i]
		else
			counts[n], last = tonumber(found[i + 1]), math.max(last, n)
		end
	end
	if #gone > 0 then
		redis.call('HDEL', base .. 'n:' .. name, unpack(gone))
	end
	return counts, last, current
end

local function bucket(name, most, per, cost, loose)
	local p = learned(name)
	grow(name, p)
	local b = { name = name, per = per, cost = cost, loose = loose, learned = p, start = math.max(now, p.pause) }
	local spare = most >= 5 and math.max(1, math.floor(most / 50)) or 0
	-- A run in a span, at the learned pace and in whole numbers: neither do all
	-- runs make more than the limit, nor all spans less than the time.
	local share = (most - spare) * p.pace
	local runs, seconds = math.ceil(share / FULL / RUN), math.floor(per / SECOND)
	-- What is allowed in a minute may be counted by the second: no run is longer,
	-- where that costs less than a hundredth.
	if seconds > runs and math.floor((most - spare) / seconds) * seconds * 100 >= (most - spare) * 99 then
		runs = seconds
	end
	b.run = math.max(1, math.min(math.ceil(share / FULL / runs), math.floor((most - spare) / runs)))
	b.span = math.max(math.ceil(per / runs), math.ceil(b.run * per * FULL / share))
	b.gap = math.ceil(b.span / b.run)
	if now > p.lost + b.span then
		p.credit = 0
	end
	b.spare = spare > 0 and math.max(1, math.floor(spare * p.pace / FULL)) or 0
	if loose then
		b.room = math.max(cost, math.floor((prompt and most or most - spare) * p.pace / FULL))
		b.counts, b.last, b.current = counted(name, per)
	else
		b.spaced = reserved(base .. 'c:' .. name, now - b.span - MOST * b.gap)
		b.urgent = reserved(base .. 'u:' .. name, now - per)
	end
	return b
end

-- crowded answers, of the stretches that hold the part at, the
-- oldest part of one that has no room; nil if all have. A stretch of a bucket's
-- time lies in one part more than that time has.
local function crowded(b, at)
	for last = at, math.max(at, math.min(b.last, at + PARTS)) do
		local sum, oldest = b.cost, nil
		for n = last - PARTS, last do
			if b.counts[n] then
				sum, oldest = sum + b.counts[n], oldest or n
			end
		end
		if sum > b.room then
			return oldest
		end
	end
	return nil
end

-- uncrowded is the first moment from t on at which no stretch of a bucket's time
-- would hold more than it may.
local function uncrowded(b, t)
	local oldest = crowded(b, part(b.per, t) - b.current)
	while oldest do
		local at = oldest + PARTS + 1
		t = (b.current + at) * math.ceil(b.per / PARTS)
		oldest = crowded(b, at)
	end
	return t
end

-- apart is the first moment from t on that keeps this gap to all others.
local function apart(b, t, gap)
	for _, other in ipairs(b.spaced) do
		if other.at >= t + b.cost * gap then
			break
		elseif other.at + other.cost * gap > t then
			t = other.at + other.cost * gap
		end
	end
	return t
end

-- thin is the first moment from t on at which no stretch of a span holds more
-- than a run.
local function thin(b, t)
	local sum, last, room = 0, 0, math.max(0, b.run - b.cost)
	for i, other in ipairs(b.spaced) do
		while sum <= room and last < #b.spaced do
			last = last + 1
			sum = sum + b.spaced[last].cost
		end
		if sum <= room then
			break
		end
		-- From i to last it is a run, in a stretch that t would make too full.
		if b.spaced[last].at - b.span < t and t < other.at + b.span then
			t = other.at + b.span
		end
		sum = sum - other.cost
	end
	return t
end

-- inLine is the first moment from t on that is a place in line.
local function inLine(b, t)
	local gap, again = b.learned.credit > 0 and math.ceil(b.gap / 2) or b.gap, nil
	repeat
		again = t
		t = thin(b, apart(b, t, gap))
	until t == again
	return t
end

-- spared is the first moment from t on at which something is spared.
local function spared(b, t)
	local sum = b.cost
	for i = #b.urgent, 1, -1 do
		sum = sum + b.urgent[i].cost
		if sum > math.max(b.cost, b.spare) then
			return math.max(t, b.urgent[i].at + b.per)
		end
	end
	return t
end

-- free is the first moment from t on at which a bucket has room.
local function free(b, t)
	t = math.max(t, b.start)
	if b.loose then
		return uncrowded(b, t)
	end
	local line = inLine(b, t)
	if prompt and b.spare > 0 then
		return math.min(line, spared(b, t))
	end
	return line
end

-- take reserves a moment in a bucket.
local function take(b, t)
	local life = math.ceil((t - now + 2 * math.max(b.per, b.cost * b.gap)) / 1000) + 60000
	local key = base .. 'n:' .. b.name
	if b.loose then
		redis.call('HINCRBY', key, text(part(b.per, t)), b.cost)
		redis.call('SET', base .. 'i:' .. id, text(t), 'PX', math.ceil((t - now) / 1000) + 60000)
	else
		local line, p = inLine(b, t) == t, b.learned
		key = base .. (line and 'c:' or 'u:') .. b.name
		redis.call('ZADD', key, text(t), b.cost .. ':' .. id)
		if line and p.credit > 0 and apart(b, t, b.gap) ~= t then
			p.credit = math.max(0, p.credit - b.cost)
			remember(b.name, p)
		end
	end
	redis.call('PEXPIRE', key, life)
end

-- before is the moment that was reserved under the same id.
local function before(name, cost)
	return redis.call('ZSCORE', base .. 'c:' .. name, cost .. ':' .. id)
		or redis.call('ZSCORE', base .. 'u:' .. name, cost .. ':' .. id)
end

-- wanted are the buckets as they are asked for.
local wanted = {}
for i = 6, #ARGV, 5 do
	wanted[#wanted + 1] = { name = ARGV[i], most = tonumber(ARGV[i + 1]), per = tonumber(ARGV[i + 2]),
		cost = tonumber(ARGV[i + 3]), loose = ARGV[i + 4] == '1' }
end

local again = redis.call('GET', base .. 'i:' .. id)
for _, w in ipairs(wanted) do
	again = again or not w.loose and before(w.name, w.cost)
end
if again then
	return { 1, math.max(0, tonumber(again) - now) }
end

local unused, buckets = ARGV[5], {}
local counted_at = unused ~= '' and redis.call('GET', base .. 'i:' .. unused)
if counted_at then
	redis.call('DEL', base .. 'i:' .. unused)
end
for _, w in ipairs(wanted) do
	local passed = unused ~= '' and give_back(unused, w.name, w.per, w.cost, w.loose, counted_at, now)
	local b = bucket(w.name, w.most, w.per, w.cost, w.loose)
	if passed then
		b.learned.credit, b.learned.lost = math.min(b.run, b.learned.credit + w.cost), now
		remember(w.name, b.learned)
	end
	buckets[#buckets + 1] = b
end

-- slot is the first moment at which every bucket has room; narrow is the bucket
-- that alone would make one wait longest.
local slot, narrow, longest = now, buckets[1], now
for _, b in ipairs(buckets) do
	local t = free(b, now)
	if t > longest then
		narrow, longest = b, t
	end
end
repeat
	local t = slot
	for _, b in ipairs(buckets) do
		slot = free(b, slot)
	end
until slot == t

if slot - now > ahead then
	-- Whoever comes again has a turn behind those who were told so before.
	local p = narrow.learned
	p.line = math.min(math.max(slot, p.line + narrow.gap), now + ahead + FARTHEST)
	remember(narrow.name, p)
	return { 0, p.line - now - ahead }
end
for _, b in ipairs(buckets) do
	take(b, slot)
end
return { 1, slot - now }
