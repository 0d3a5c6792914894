package discord

// effect is what is known of a request that Discord answered with an error code.
type effect int

const (
	nothingHappened effect = iota
	itHappened
	notKnown
)

// treatment is what a sender does about an error code.
type treatment int

const (
	byStatus     treatment = iota // as the answer's HTTP status says
	permanent                     // this request will never be taken
	unreachable                   // nor will any other that goes there
	repair                        // nor will any other, before somebody repairs something
	later                         // the same request is taken after a pause
	laterPersons                  // later, for people who were never written to
)

// outcome is one row of the table of error codes.
type outcome struct {
	effect    effect
	treatment treatment
}

// outcomeOf is the table of Discord's JSON error codes, as far as their meaning
// says more than the HTTP status that comes with them:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
// A code means that Discord read the request and refused it, so that nothing
// happened. Only three say that it was done before, and two that a server of
// Discord's may have given up on the way.
func outcomeOf(code int) outcome {
	switch code {
	case 40033, // message already crossposted
		40060,  // interaction already acknowledged
		160004: // a thread has already been created for this message
		return outcome{itHappened, byStatus}
	case 0, // general error
		130000: // API resource is currently overloaded
		return outcome{notKnown, byStatus}
	case 10003, 10004, 10007, 10008, 10013, 10015, // unknown channel, guild, member, message, user, webhook
		40007,                                    // the user is banned from this guild
		50001, 50007, 50008, 50009, 50013, 50033, // missing access, closed inbox, voice channel, verification, permissions, recipient
		50083, 160005, // thread archived, locked
		50278: // no common server
		return outcome{nothingHappened, unreachable}
	case 20026, // the bot is quarantined
		40001, 40002, 50014, 50025, 50041: // unauthorized, unverified, invalid token, version
		return outcome{nothingHappened, repair}
	case 40003: // opening direct messages too fast
		return outcome{nothingHappened, laterPersons}
	case 20016, 20022, 20028, 20029, // slow mode and write limits
		30046,        // edits of old messages
		40004, 40006: // sending, or the feature, is temporarily disabled
		return outcome{nothingHappened, later}
	case 20009, 30015, 40005, 40067, 50003, 50005, 50006, 50021, 50024, 50035, 50045, 50046, 50068, 50109, 160002:
		// explicit content, too many attachments, too large, a forum's tag is
		// missing, direct or system message, empty, invalid
		return outcome{nothingHappened, permanent}
	}
	return outcome{nothingHappened, byStatus}
}
