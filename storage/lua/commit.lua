-- Does everything of a Tx or nothing: first every check, then every effect.
--
-- KEYS[1]  the scope's tag. It never holds anything: together with KEYS[2] it
--          makes Redis Cluster refuse the script (TRYAGAIN) while it moves the
--          slot, instead of running it where a part of the keys is missing. All
--          other keys are made from it.
-- KEYS[2]  the marker under which this Tx happens at most once
-- ARGV[1]  the Tx's token: who finds its own in the marker has a lost reply
-- ARGV[2]  the moment of the event, unix ms
-- ARGV[3]  how long the marker is kept, ms of Redis's own time
-- ARGV[4]  before which expiry records are garbage, unix ms
-- ARGV[5…] the operations, one after another:
--          put <collection> <id> <rev> <numbered 0|1> <expiry ms|0> <data> <terms>
--              <version of the terms>
--          require <collection> <id> <rev>
--          delete <collection> <id> <rev>
--          announce <id> <notice> <about> <living 0|1> <due ms> <n> <to> * n
--          gathered <id> <notice> <about> <due ms> <token of the list> <n>
--          pause|resume|cancel|retry|forget <id>
--          plan <job> <due ms>
--          unplan <job>
--          advance <job> <rev> <done ms> <next due ms|0>
--          cast <urn> <who> <ballot>
--          abstain <urn> <who>
--          burn <urn> <number of ballots>
--
-- Answer: 'conflict', 'duplicate' or 'ungathered' (a list that is gone) when
-- nothing was written; otherwise the new
-- revision and the ordinal of each put, separated by spaces.

local scope, marker = KEYS[1], KEYS[2]
local token, at = ARGV[1], tonumber(ARGV[2])

local mark = redis.call('GET', marker)
if mark then
	if string.sub(mark, 1, #token) == token then
		return string.sub(mark, #token + 2)
	end
	return 'duplicate'
end

local writes, announcements, jobs, urns = {}, {}, {}, {}
local i = 5
while i <= #ARGV do
	local kind = ARGV[i]
	if kind == 'announce' then
		local n = tonumber(ARGV[i + 6])
		announcements[#announcements + 1] = {
			id = ARGV[i + 1], notice = ARGV[i + 2], about = ARGV[i + 3],
			living = ARGV[i + 4], due = ARGV[i + 5], first = i + 7, n = n,
		}
		i = i + 7 + n
	elseif kind == 'gathered' then
		announcements[#announcements + 1] = {
			id = ARGV[i + 1], notice = ARGV[i + 2], about = ARGV[i + 3], living = '0',
			due = ARGV[i + 4], gathered = scope .. ':ledger:g:' .. ARGV[i + 5], n = tonumber(ARGV[i + 6]),
		}
		i = i + 7
	elseif steer[kind] then
		announcements[#announcements + 1] = { steer = kind, id = ARGV[i + 1] }
		i = i + 2
	elseif kind == 'plan' then
		jobs[#jobs + 1] = { kind = kind, id = ARGV[i + 1], at = ARGV[i + 2] }
		i = i + 3
	elseif kind == 'unplan' then
		jobs[#jobs + 1] = { kind = kind, id = ARGV[i + 1] }
		i = i + 2
	elseif kind == 'advance' then
		jobs[#jobs + 1] = { kind = kind, id = ARGV[i + 1], rev = ARGV[i + 2], at = ARGV[i + 3], next = ARGV[i + 4] }
		i = i + 5
	elseif kind == 'cast' then
		urns[#urns + 1] = { kind = kind, id = ARGV[i + 1], who = ARGV[i + 2], ballot = ARGV[i + 3] }
		i = i + 4
	elseif kind == 'abstain' then
		urns[#urns + 1] = { kind = kind, id = ARGV[i + 1], who = ARGV[i + 2] }
		i = i + 3
	elseif kind == 'burn' then
		urns[#urns + 1] = { kind = kind, id = ARGV[i + 1], ballots = ARGV[i + 2] }
		i = i + 3
	else
		local w = { kind = kind, base = scope .. ':' .. ARGV[i + 1] .. ':', id = ARGV[i + 2], rev = ARGV[i + 3] }
		i = i + 4
		if kind == 'put' then
			w.put = { numbered = ARGV[i] == '1', expires = ARGV[i + 1], data = ARGV[i + 2],
				encoded = ARGV[i + 3], terms = cjson.decode(ARGV[i + 3]), terms_version = ARGV[i + 4] }
			i = i + 5
		end
		writes[#writes + 1] = w
	end
end

-- Revisions, and which terms the records of this Tx give up.
local freed = {}
for _, w in ipairs(writes) do
	w.old = load(w.base, w.id)
	local rev = '0'
	if w.old and alive(w.old.expires, at) then
		rev = w.old.rev
	end
	if rev ~= w.rev then
		return 'conflict'
	end
	if w.old and w.kind ~= 'require' then
		for _, term in ipairs(w.old.terms) do
			freed[w.base .. place(term) .. '\0' .. w.id] = true
		end
	end
end

-- Unique values: free, or held by a record that has expired or gives it up.
local claimed = {}
for _, w in ipairs(writes) do
	for _, term in ipairs(w.put and w.put.terms or {}) do
		if term[4] == 1 then
			local name = w.base .. place(term)
			if claimed[name] and claimed[name] ~= w.id then
				return 'conflict'
			end
			claimed[name] = w.id
			local owner = redis.call('HGET', w.base .. 'u:' .. term[1], term[2])
			if owner and owner ~= w.id and not freed[name .. '\0' .. owner] then
				local expires = redis.call('HGET', w.base .. 'r:' .. owner, 'e')
				if expires and alive(expires, at) then
					return 'conflict'
				end
			end
		end
	end
end

-- Jobs that are advanced are as they were taken.
for _, op in ipairs(jobs) do
	if op.kind == 'advance' then
		local old = job(scope, op.id)
		if not old or old.rev ~= op.rev then
			return 'conflict'
		end
	end
end

-- Who takes part in an urn does so once.
for _, op in ipairs(urns) do
	if not urn.takes(scope, op) then
		return 'conflict'
	end
end

-- What was gathered is there, or was taken over under this id before.
for _, a in ipairs(announcements) do
	if a.gathered and redis.call('LLEN', a.gathered) ~= a.n and not known(scope .. ':ledger:', a.id) then
		return 'ungathered'
	end
end

-- Revisions that begin anywhere keep out who read something before an erasure.
local rev = redis.call('INCR', scope .. ':rev')
if rev == 1 then
	rev = redis.call('INCRBY', scope .. ':rev', tonumber(string.sub(token, 1, 6), 36))
end
local answer = { tostring(rev) }
local swept = {}
for _, w in ipairs(writes) do
	if w.kind == 'put' then
		answer[#answer + 1] = store(w.base, w.id, w.old, at, rev, w.put)
		if w.put.expires ~= '0' then
			swept[w.base] = true
		end
	elseif w.kind == 'delete' and w.old then
		erase(w.base, w.id, w.old)
	end
end
for base in pairs(swept) do
	sweep(base, ARGV[4])
end
for _, a in ipairs(announcements) do
	if a.steer then
		steer[a.steer](scope .. ':ledger:', a.id, at)
	else
		announce(scope, a, at)
	end
end
for _, op in ipairs(jobs) do
	carry(scope, op, rev)
end
for _, op in ipairs(urns) do
	urn.carry(scope, op)
end

-- Joining a single number gives that number in some interpreters.
local done = tostring(table.concat(answer, ' '))
redis.call('SET', marker, token .. ' ' .. done, 'PX', ARGV[3])
return done
