package member

import (
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Purpose is something a member can agree to, each by itself.
type Purpose string

const (
	Notices       Purpose = "notices"
	Gigs          Purpose = "gigs"
	CheckIns      Purpose = "checkins"
	Directory     Purpose = "directory"
	Introductions Purpose = "introductions"
)

// Purposes are all there are, in the order in which people read them.
func Purposes() []Purpose {
	return []Purpose{Notices, Gigs, CheckIns, Directory, Introductions}
}

// Sends reports whether agreeing to p means being written to.
func (p Purpose) Sends() bool { return p != Directory }

// Closeness is how close a member wants to be.
type Closeness string

const (
	Quiet        Closeness = "quiet"
	News         Closeness = "news"
	Chat         Closeness = "chat"
	OpenGigs     Closeness = "gigs"
	Mentor       Closeness = "mentor"
	OpenComeBack Closeness = "return"
)

// Closenesses are all levels, the most distant first.
func Closenesses() []Closeness {
	return []Closeness{Quiet, News, Chat, OpenGigs, Mentor, OpenComeBack}
}

// Lets reports whether a member that close is sent things for the purpose, if
// they agreed to it: on Quiet nothing, on News notices only. Being in the
// directory does not depend on it.
func (c Closeness) Lets(p Purpose) bool {
	switch c {
	case Quiet:
		return !p.Sends()
	case News:
		return !p.Sends() || p == Notices
	default:
		return true
	}
}

// Digest is when a member wants to get gig offers.
type Digest string

const (
	AtOnce Digest = "once"
	Daily  Digest = "daily"
	Weekly Digest = "weekly"
)

// Visibility is who may see a field.
type Visibility string

const (
	OnlyMe     Visibility = "me"
	ToManagers Visibility = "managers"
	ToMembers  Visibility = "members" // and to everybody else who may use the directory
)

// Visibilities are all there are, the narrowest first.
func Visibilities() []Visibility { return []Visibility{OnlyMe, ToManagers, ToMembers} }

// Employer is a company a member worked or works at after leaving.
type Employer struct {
	Name string `json:"Name"`
	From int    `json:"From"` // years; To is 0 for the present one
	To   int    `json:"To"`
}

// Move is a change of closeness, for reports of how many moved.
type Move struct {
	On   bot.Date  `json:"On"`
	From Closeness `json:"From"`
	To   Closeness `json:"To"`
}

// maxMoves is how many moves are kept: years of them.
const maxMoves = 24

// Member is one alumnus. What is not said takes no room in the record: a start
// reads all of them.
type Member struct {
	Name          string                `json:"Name"`
	Accounts      []bot.User            `json:"Accounts"`        // unique in the community
	Department    string                `json:"Department"`      // when they left
	Joined        int                   `json:"Joined,omitzero"` // years, 0 if not said
	Left          int                   `json:"Left,omitzero"`
	Skills        []string              `json:"Skills,omitzero"` // canonical names of the vocabulary
	Hours         int                   `json:"Hours,omitzero"`  // a month available for gigs
	Place         string                `json:"Place,omitzero"`  // where they can work besides remotely, in their own words; may be empty
	Closeness     Closeness             `json:"Closeness,omitzero"`
	Language      bot.Locale            `json:"Language,omitzero"` // in which they last wrote their profile
	Locale        bot.Locale            `json:"Locale,omitzero"`   // of the client at the account that is written to, when they last used it
	Zone          string                `json:"Zone,omitzero"`     // of that account, an IANA name; empty where its platform says none
	OwnZone       string                `json:"OwnZone,omitzero"`  // by which they said they live, an IANA name; counts before Zone
	CalledOn      bot.Date              `json:"CalledOn,omitzero"` // the last day on which they were called upon, see CallUpon
	ReaskAt       time.Time             `json:"ReaskAt,omitzero"`  // when to ask for closeness again
	Moves         []Move                `json:"Moves,omitzero"`    // the latest, oldest first
	Employers     []Employer            `json:"Employers,omitzero"`
	Digest        Digest                `json:"Digest,omitzero"`
	Visible       map[string]Visibility `json:"Visible,omitzero"`  // by field name; absent: the field's default
	Consents      map[Purpose]time.Time `json:"Consents,omitzero"` // given at; absent: not given or withdrawn
	Entries       int                   `json:"Entries,omitzero"`  // how many the consent ledger has of this member
	PausedUntil   time.Time             `json:"PausedUntil,omitzero"`
	Snoozed       time.Time             `json:"Snoozed,omitzero"` // when they last asked for a while without messages, over or not
	Sparing       bool                  `json:"Sparing,omitzero"` // at most one message a week that the bot begins
	Registered    time.Time             `json:"Registered"`
	Unreachable   bool                  `json:"Unreachable,omitzero"`   // a direct message could not be delivered, and they have not used the bot since
	UnreachableOn bot.Date              `json:"UnreachableOn,omitzero"` // the day of that message
}

// Agreed reports whether the member may be contacted for the purpose (or, for
// Directory, be found) at the moment: consent given, close enough, and not
// paused. A pause stops what is sent; it takes nobody out of the directory.
func (m Member) Agreed(p Purpose, at time.Time) bool {
	return m.consents(p) && m.Closeness.Lets(p) && !(p.Sends() && at.Before(m.PausedUntil))
}

// consents reports whether consent was given and not withdrawn.
func (m Member) consents(p Purpose) bool {
	given, ok := m.Consents[p]
	return ok && !given.IsZero()
}

// unreachable reports whether no message can come to the member.
func (m Member) unreachable() bool { return m.Unreachable || len(m.Accounts) == 0 }

// sent are the purposes for which the member is sent things, and those for
// which they are not although they agreed, for their closeness.
func (m Member) sent() (sent, held []Purpose) {
	for _, p := range Purposes() {
		switch {
		case !p.Sends() || !m.consents(p):
		case m.Closeness.Lets(p):
			sent = append(sent, p)
		default:
			held = append(held, p)
		}
	}
	return sent, held
}

// MaxHours is how many hours a month a member can have for gigs.
const MaxHours = maxHours

// Move changes closeness at a moment in the community's zone, and keeps that it
// did; see moveTo.
func (m *Member) Move(to Closeness, at time.Time) { m.moveTo(to, at) }

// moveTo changes closeness on the day of at, keeps the move, and has it asked
// again six months later. The same level again is an answer too.
func (m *Member) moveTo(to Closeness, at time.Time) {
	if m.Closeness != to && m.Closeness != "" {
		m.Moves = append(slices.Clone(m.Moves), Move{bot.DateOf(at), m.Closeness, to})
		m.Moves = m.Moves[max(0, len(m.Moves)-maxMoves):]
	}
	m.Closeness = to
	m.ReaskAt = at.AddDate(0, 6, 0)
}
