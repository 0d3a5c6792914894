-- Reserves a moment at which one thing may be sent, in several buckets at once.
--
-- What is sent by the thousand keeps a gap, so that no stretch of time holds
-- more than the limit less a fiftieth. That fiftieth is spared for what must not
-- wait: it goes between the others. Together they are never more than the limit.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the scope's clock
-- ARGV[1]  the moment, unix µs
-- ARGV[2]  the reservation's id: who comes with it again has a lost reply
-- ARGV[3]  1 for what must not wait, else 0
-- ARGV[4]  how far ahead a moment may be reserved, µs
-- ARGV[5…] of each bucket: name, how many, in how long (µs)
--
-- Answer: {1, µs to wait until the moment that is reserved}, or {0, µs after
-- which to ask again} if it would be farther ahead: nothing is reserved then.

local id, prompt, ahead = ARGV[2], ARGV[3] == '1', tonumber(ARGV[4])
local now = moment(tonumber(ARGV[1]))

-- times are the moments in a zset that still matter, in their order.
local function times(key, after)
	redis.call('ZREMRANGEBYSCORE', key, '-inf', text(after))
	local list, found = {}, redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
	for i = 2, #found, 2 do
		list[#list + 1] = tonumber(found[i])
	end
	return list
end

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

local function bucket(name, most, per)
	local p = learned(name)
	grow(name, p)
	local spare = most >= 5 and math.max(1, math.floor(most / 50)) or 0
	local b = { name = name, per = per, learned = p, start = math.max(now, p.pause) }
	b.gap = math.ceil(per * FULL / ((most - spare) * p.pace))
	b.spare = spare > 0 and math.max(1, math.floor(spare * p.pace / FULL)) or 0
	b.spaced = times(base .. 'c:' .. name, now - b.gap)
	b.urgent = times(base .. 'u:' .. name, now - per)
	return b
end

-- inLine is the first moment from t on that keeps the gap to all others.
local function inLine(b, t)
	for _, other in ipairs(b.spaced) do
		if other >= t + b.gap then
			break
		elseif other > t - b.gap then
			t = other + b.gap
		end
	end
	return t
end

-- spared is the first moment from t on at which something is spared.
local function spared(b, t)
	local n = #b.urgent
	if n < b.spare then
		return t
	end
	return math.max(t, b.urgent[n - b.spare + 1] + b.per)
end

-- free is the first moment from t on at which a bucket has room.
local function free(b, t)
	t = math.max(t, b.start)
	local line = inLine(b, t)
	if prompt and b.spare > 0 then
		return math.min(line, spared(b, t))
	end
	return line
end

local buckets = {}
for i = 5, #ARGV, 3 do
	local name = ARGV[i]
	local before = redis.call('ZSCORE', base .. 'c:' .. name, id) or redis.call('ZSCORE', base .. 'u:' .. name, id)
	if before then
		return { 1, math.max(0, tonumber(before) - now) }
	end
	buckets[#buckets + 1] = bucket(name, tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]))
end

-- slot is the first moment at which every bucket has room; narrow is the bucket
-- that alone would make one wait longest.
local slot, narrow, longest = now, nil, now
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
	local b = narrow or buckets[1]
	local p = b.learned
	p.line = math.min(math.max(slot, p.line + b.gap), now + FARTHEST)
	remember(b.name, p)
	return { 0, p.line - now - ahead }
end
for _, b in ipairs(buckets) do
	local key = base .. 'c:' .. b.name
	if inLine(b, slot) > slot then
		key = base .. 'u:' .. b.name
	end
	redis.call('ZADD', key, text(slot), id)
	redis.call('PEXPIRE', key, math.ceil((slot - now + 2 * math.max(b.per, b.gap)) / 1000) + 60000)
end
return { 1, slot - now }
