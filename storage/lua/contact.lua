-- Functions on the contacts of members, put before settle.lua.
--
-- A contact is a message to a member, or several that count as one, that the bot
-- began by itself. What is known of it is when it was and four bytes made of its
-- name, so that it takes eight bytes: a member's are one value in a hash of 128
-- members, by ordinal.

local WINDOW = 7 * 24 * 3600
local GARBAGE = 8 * 24 * 3600 * 1000
local BLOCK = 128

local function bytes(n)
	return string.char(math.floor(n / 16777216) % 256, math.floor(n / 65536) % 256, math.floor(n / 256) % 256, n % 256)
end

local function unbytes(text)
	local a, b, c, d = string.byte(text, 1, 4)
	return ((a * 256 + b) * 256 + c) * 256 + d
end

-- place is the hash and the field of a member.
local function place(base, member)
	return base .. 'c:' .. math.floor(member / BLOCK), member % BLOCK
end

-- contacts answers those of the last seven days as text, how many they are, and
-- when the one of that name was.
local function contacts(base, member, name, now)
	local hash, field = place(base, member)
	local text = redis.call('HGET', hash, field) or ''
	local kept, since = {}, nil
	for i = 1, #text, 8 do
		local when = unbytes(string.sub(text, i, i + 3))
		if when > now - WINDOW then
			kept[#kept + 1] = string.sub(text, i, i + 7)
			if string.sub(text, i + 4, i + 7) == name then
				since = when
			end
		end
	end
	return table.concat(kept), #kept, since
end

local function keep(base, member, text)
	local hash, field = place(base, member)
	if text == '' then
		redis.call('HDEL', hash, field)
	else
		redis.call('HSET', hash, field, text)
		redis.call('PEXPIRE', hash, GARBAGE)
	end
end

-- contact counts one, unless the member has had the most: then it answers nil.
-- Otherwise '1' if it counts from now on, '0' if it counted before.
local function contact(base, member, name, most, at)
	local now = math.floor(at / 1000)
	local text, n, since = contacts(base, member, name, now)
	if since then
		return '0'
	end
	if n >= most then
		return nil
	end
	keep(base, member, text .. bytes(now) .. name)
	return '1'
end

-- uncontact takes one back.
local function uncontact(base, member, name, at)
	local text = contacts(base, member, name, math.floor(at / 1000))
	local left = {}
	for i = 1, #text, 8 do
		if string.sub(text, i + 4, i + 7) ~= name then
			left[#left + 1] = string.sub(text, i, i + 7)
		end
	end
	keep(base, member, table.concat(left))
end
