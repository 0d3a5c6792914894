-- The functions of an urn, put before the scripts that need them.
--
-- An urn keeps who took part apart from what was said. Everything lives under
-- the scope's hash tag:
--   <tag>:urn:<id>:who    zset  participants: 1 who cast a ballot, 0 who abstained
--   <tag>:urn:<id>:what   zset  ballots, all with score 0
-- A ballot begins with random letters and a zset of equal scores is in the order
-- of its members, so that neither says in which order anything was cast. Nothing
-- here has a revision or a time.

local urn = {}

-- takes says whether an operation on an urn fits what is there.
function urn.takes(scope, op)
	local base = scope .. ':urn:' .. op.id .. ':'
	if op.kind == 'burn' then
		return redis.call('ZCARD', base .. 'what') == tonumber(op.ballots)
	end
	return redis.call('ZSCORE', base .. 'who', op.who) ~= '1'
end

function urn.carry(scope, op)
	local base = scope .. ':urn:' .. op.id .. ':'
	if op.kind == 'burn' then
		redis.call('DEL', base .. 'who', base .. 'what')
	elseif op.kind == 'abstain' then
		redis.call('ZADD', base .. 'who', 0, op.who)
	else
		redis.call('ZADD', base .. 'who', 1, op.who)
		redis.call('ZADD', base .. 'what', 0, op.ballot)
	end
end
