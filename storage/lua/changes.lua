-- Reads a feed after a position.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the stream. Its entries are numbered without gaps, so that what was
--          trimmed shows.
-- KEYS[3]  the hash with the counter of the feed
-- ARGV[1]  the number of the last entry that is known, or empty for the end
-- ARGV[2]  how many entries
--
-- Answer: {position, 1 if entries between ARGV[1] and the feed's beginning are
-- lost (then position is the feed's end), then ordinal and revision of each
-- entry}.

local last = tonumber(redis.call('HGET', KEYS[3], 'feed') or '0')
if ARGV[1] == '' then
	return { last, 0 }
end
local after = tonumber(ARGV[1])
if after == last then
	return { last, 0 }
end
local entries = {}
if after < last then
	entries = redis.call('XRANGE', KEYS[2], (after + 1) .. '-0', '+', 'COUNT', ARGV[2])
end
if #entries == 0 or entries[1][1] ~= (after + 1) .. '-0' then
	return { last, 1 }
end
local answer = { after + #entries, 0 }
for _, e in ipairs(entries) do
	answer[#answer + 1] = e[2][2]
	answer[#answer + 1] = e[2][4]
end
return answer
