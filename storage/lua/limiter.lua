-- Functions on what platforms count, put before the scripts of the limiter.
--
-- Everything lives under the scope's hash tag, {l:<platform's app>}: limits span
-- communities. Times are microseconds, since 50 a second are 20 ms apart and a
-- millisecond would be a twentieth of that. base is <tag>:limit:
--   base clock        hash    seen the latest moment, ahead how far the moments
--                             are ahead of the clocks of those who ask
--   base c:<bucket>   zset    of a bucket that keeps a gap, its reservations
--                             <cost>:<id> by their moment
--   base u:<bucket>   zset    those of them that use what is spared
--   base n:<bucket>   hash    of a bucket that is only counted, how much is
--                             reserved in each sixtieth of its time, by number
--   base i:<id>       string  the moment of a reservation that was counted
--   base p:<bucket>   hash    what was learned, and where the line ends:
--                             pause   nothing before this moment
--                             pace    thousandths of the limit, 1000 unless learned
--                             good    the pace before the last step up
--                             grown   steps up since the last cut
--                             hold    how long after a cut the next step waits
--                             step    the moment of the next step
--                             line    the last turn given to those who come again
--                             credit  reservations whose moment passed unused
--                             lost    when that happened last
-- All of them are garbage when nobody has asked for a while.

local base = KEYS[1] .. ':limit:'

local SECOND = 1000000
-- SKEW is how far the clocks of the bot's copies may be apart.
local SKEW = 2 * SECOND
local FULL, LEAST = 1000, 20
local LEARNED = 24 * 3600 * 1000
-- PARTS is how many parts the time of a bucket has that is only counted.
local PARTS = 60

-- text is a whole number as Redis reads it; tostring would round it.
local function text(n)
	return string.format('%.0f', n)
end

-- moment is where on one axis, which never goes back, the clock of whoever asks
-- stands. Clocks that differ a little are taken as the latest of them. One that
-- was set back goes on from where it was, so that nobody waits for it to catch
-- up, and what was reserved stays as far away as it is.
local function moment(at)
	local c = redis.call('HMGET', base .. 'clock', 'seen', 'ahead')
	local seen, ahead = tonumber(c[1] or at), tonumber(c[2] or 0)
	if at + ahead < seen - SKEW then
		ahead = seen - at
	end
	seen = math.max(seen, at + ahead)
	redis.call('HSET', base .. 'clock', 'seen', text(seen), 'ahead', text(ahead))
	redis.call('PEXPIRE', base .. 'clock', LEARNED)
	return seen
end

-- part is the number of the part of a bucket's time that a moment is in.
local function part(per, t)
	return math.floor(t / math.ceil(per / PARTS))
end

-- learned is the pace of a bucket and what belongs to it.
local function learned(name)
	local f = redis.call('HMGET', base .. 'p:' .. name, 'pause', 'pace', 'good', 'grown', 'hold', 'step', 'line',
		'credit', 'lost')
	return {
		pause = tonumber(f[1] or 0), pace = tonumber(f[2] or FULL), good = tonumber(f[3] or FULL),
		grown = tonumber(f[4] or 0), hold = tonumber(f[5] or 0), step = tonumber(f[6] or 0),
		line = tonumber(f[7] or 0), credit = tonumber(f[8] or 0), lost = tonumber(f[9] or 0),
	}
end

local function remember(name, p)
	local key = base .. 'p:' .. name
	redis.call('HSET', key, 'pause', text(p.pause), 'pace', p.pace, 'good', p.good, 'grown', p.grown,
		'hold', text(p.hold), 'step', text(p.step), 'line', text(p.line), 'credit', p.credit, 'lost', text(p.lost))
	redis.call('PEXPIRE', key, LEARNED)
end

-- give_back ends a reservation in one bucket, and answers whether its moment
-- passed, so that what it leaves unused may be made up for. counted is the moment
-- of a reservation that was only counted, if it is still known.
local function give_back(id, name, per, cost, loose, counted, now)
	if loose then
		if counted then
			redis.call('HINCRBY', base .. 'n:' .. name, text(part(per, tonumber(counted))), -cost)
		end
		return false
	end
	local member, key = cost .. ':' .. id, base .. 'c:' .. name
	local at = redis.call('ZSCORE', key, member)
	redis.call('ZREM', key, member)
	redis.call('ZREM', base .. 'u:' .. name, member)
	return at and tonumber(at) < now
end
