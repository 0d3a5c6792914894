-- Takes a delivery for whoever asks first.
--
-- KEYS[1]  the tag of the delivery's scope
-- KEYS[2]  the marker
-- ARGV[1]  the token of who asks
-- ARGV[2]  how long the marker is kept, ms of Redis's own time
--
-- Answer: 1 if the delivery is the token's, 0 if another token has taken it.
local holder = redis.call('GET', KEYS[2])
if not holder then
	redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
	holder = ARGV[1]
end
return { holder == ARGV[1] and 1 or 0 }
