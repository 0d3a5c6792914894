-- Says where an urn stands, and a participant in it.
--
-- KEYS[1]  the scope's tag
-- KEYS[2]  the urn's participants
-- ARGV[1]  a participant
--
-- Answer: 1 if the participant has cast a ballot, 0 if they abstained, -1
-- otherwise; how many cast; how many abstained.
local state = redis.call('ZSCORE', KEYS[2], ARGV[1])
return {
	state and tonumber(state) or -1,
	redis.call('ZCOUNT', KEYS[2], 1, 1),
	redis.call('ZCOUNT', KEYS[2], 0, 0),
}
