-- The function that says when an announcement is due again, put before the
-- scripts of the ledger.
--
-- Everything lives under the scope's hash tag. base is <tag>:ledger:
--   base due        zset    announcements that are not finished, by when they can
--                           be taken: their due time, the end of their lease, or
--                           the first of their retries
--   base a:<id>     hash    header: notice, about, living 0|1, due, n recipients,
--                           open (neither sent, failed, unknown nor suppressed),
--                           version (how often queued), fence, hold, ends, taker;
--                           paused 1, cancelled 1; first, last: when something
--                           was sent first and last
--   base t:<id>     list    recipients
--   base s:<id>     string  one byte each (see announce.lua)
--   base d:<id>     hash    r<position> reason, m<position> message,
--                           a<position> to be written again
--   base w:<id>     zset    positions that wait for a retry, by its time
--   base h:<id>     zset    positions that the lease holds, in its order
--   base g:<token>  list    recipients gathered for an announcement to come
--   base take:<tk>  string  what was taken with this token, for a lost reply

local KEPT = 90 * 24 * 3600 * 1000

-- rest puts an announcement that nobody holds back in line: behind those that
-- have waited longer, so that a long one does not keep a short one waiting.
-- When nothing is left to do its data is kept for the report; a living one is
-- kept for good, because its messages are to be edited.
local function rest(base, id, at)
	local header = base .. 'a:' .. id
	local f = redis.call('HMGET', header, 'open', 'due', 'living', 'paused')
	local open = tonumber(f[1])
	if open == 0 then
		redis.call('ZREM', base .. 'due', id)
		if f[3] ~= '1' then
			for _, part in ipairs({ 'a:', 't:', 's:', 'd:' }) do
				redis.call('PEXPIRE', base .. part .. id, KEPT)
			end
		end
	elseif f[4] == '1' then
		redis.call('ZREM', base .. 'due', id)
	elseif open > redis.call('ZCARD', base .. 'w:' .. id) then
		redis.call('ZADD', base .. 'due', math.max(tonumber(f[2]), at), id)
	else
		redis.call('ZADD', base .. 'due', redis.call('ZRANGE', base .. 'w:' .. id, 0, 0, 'WITHSCORES')[2], id)
	end
end
