-- Takes in that a platform refused something because it was too much: the whole
-- bucket pauses, and goes on more slowly.
--
-- KEYS[1]  the scope's tag (see commit.lua)
-- KEYS[2]  the scope's clock
-- ARGV[1]  the moment, unix µs
-- ARGV[2]  the bucket
-- ARGV[3]  how long to pause, µs
-- ARGV[4]  how long ago what was refused was sent, µs
--
-- Several refusals of what was sent before the last of their pauses was over are
-- one: they say nothing about the pace that follows. The first at full pace can be
-- chance, a message that was held up on its way: the pace is hardly cut. The next
-- one halves it; but if it had come up a step since the last cut, that step is
-- taken back. Each cut in a row doubles the time until the next step up, to at
-- most fifteen pauses, so that looking for more costs a sixteenth of the time at
-- most.
--
-- Answer: the pace, in thousandths of the limit.

local name, wait = ARGV[2], tonumber(ARGV[3])
local now = moment(tonumber(ARGV[1]))
local p = learned(name)
if now - tonumber(ARGV[4]) >= p.pause then
	if p.pace == FULL and p.hold == 0 then
		p.pace = FULL - FULL / 20
	elseif p.grown > 0 then
		p.pace = p.good
	else
		p.pace = math.max(LEAST, math.floor(p.pace / 2))
	end
	p.hold = math.min(15 * wait, math.max(2 * wait, 2 * p.hold))
	p.grown = 0
end
p.pause = math.max(p.pause, now + wait)
p.step = p.pause + p.hold
remember(name, p)
return p.pace
