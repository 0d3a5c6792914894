-- Reads a feed after a position.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the stream. Its entries are numbered without gaps, so that what was
--          trimmed shows.
-- KEYS[3]  the hash with the counter and the epoch of the feed
-- ARGV[1]  the number of the last entry that is known, or empty for the end
-- ARGV[2]  the epoch in which it had that number; empty if that is 0
-- ARGV[3]  how many entries
--
-- Answer: {epoch, number of the last entry that is known now, 1 if entries
-- between ARGV[1] and the feed's beginning are lost (then that is the feed's
-- end), then ordinal and revision of each entry}.

local n = redis.call('HMGET', KEYS[3], 'feed', 'epoch')
local last, epoch = tonumber(n[1] or '0'), n[2] or ''
if ARGV[1] == '' then
	return { epoch, last, 0 }
end
local after = tonumber(ARGV[1])
if after > 0 and ARGV[2] ~= epoch then
	return { epoch, last, 1 }
end
if after == last then
	return { epoch, last, 0 }
end
local entries = {}
if after < last then
	entries = redis.call('XRANGE', KEYS[2], (after + 1) .. '-0', '+', 'COUNT', ARGV[3])
end
if #entries == 0 or entries[1][1] ~= (after + 1) .. '-0' then
	return { epoch, last, 1 }
end
local answer = { epoch, after + #entries, 0 }
for _, e in ipairs(entries) do
	answer[#answer + 1] = e[2][2]
	answer[#answer + 1] = e[2][4]
end
return answer
