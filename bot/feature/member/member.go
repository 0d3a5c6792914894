// Package member keeps who the alumni are: what they registered, what they
// agreed to, how close they want to be, and who may see which field.
//
// It promises that nothing about a person is kept before they registered, that
// no consent is assumed, and that whoever looks sees only what the person shows
// to them. Other features ask it who may be written to and why.
package member

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/storage"
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
	ToMembers  Visibility = "members"
)

// Employer is a company a member worked or works at after leaving.
type Employer struct {
	Name     string
	From, To int // years; To is 0 for the present one
}

// Member is one alumnus.
type Member struct {
	Name         string
	Accounts     []bot.User // unique in the community
	Department   string     // when they left
	Joined, Left int        // years, 0 if not said
	Skills       []string   // canonical names of the vocabulary
	Hours        int        // a month available for gigs
	Place        string     // where they can work besides remotely, in their own words; may be empty
	Closeness    Closeness
	ReaskAt      time.Time // when to ask for closeness again
	Employers    []Employer
	Digest       Digest
	Visible      map[string]Visibility // by field name; absent: the field's default
	Consents     map[Purpose]time.Time // given at; absent: not given or withdrawn
	PausedUntil  time.Time
	Registered   time.Time
	Unreachable  bool
}

// Agreed reports whether the member may be contacted for the purpose at the
// moment: consent given and not paused.
func (m Member) Agreed(p Purpose, at time.Time) bool {
	given, ok := m.Consents[p]
	return ok && !given.IsZero() && !at.Before(m.PausedUntil)
}

// Deps is what the feature needs.
type Deps struct {
	DB    *storage.DB
	Clock bot.Clock
	// Profile asks the platform who an account is.
	Profile func(context.Context, bot.User) (bot.Profile, error)
}

// Members is the feature, and what other features ask it.
type Members struct{}

// New is the feature.
func New(d Deps) *Members { panic("member: being built") }

// Feature is the table of contents.
func (m *Members) Feature() bot.Feature { panic("member: being built") }

// Mirror is the index of members, to be run by the process.
func (m *Members) Mirror() *audience.Mirror[Member] { panic("member: being built") }

// Look adds to the batch what it takes to know who the person of an event is,
// and returns what is to be called after the batch ran.
func (m *Members) Look(b *storage.Batch, in bot.Community, meta bot.Meta) func(context.Context) (bot.Who, error) {
	panic("member: being built")
}

// Get reads a member by id. storage.ErrNotFound.
func (m *Members) Get(ctx context.Context, in bot.CommunityID, id string, at time.Time) (*storage.Record[Member], error) {
	panic("member: being built")
}

// ByOrdinal reads members by their ordinals; nil where there is none any more.
func (m *Members) ByOrdinal(ctx context.Context, in bot.CommunityID, ordinals []uint32, at time.Time) ([]*storage.Record[Member], error) {
	panic("member: being built")
}

// Put writes a member as part of tx.
func (m *Members) Put(tx *storage.Tx, r *storage.Record[Member]) { panic("member: being built") }

// Shown is the member's fields that viewer may see, ready to be shown; the
// name is always among them.
func (m *Members) Shown(l bot.Locale, r Member, viewer bot.Who, self bool) bot.Facts {
	panic("member: being built")
}

// Terms of the index that other features may use.
//
//	skill:<canonical>  dept:<folded>  left:<year>  joined:<year>  hours:<n>
//	close:<closeness>  agreed:<purpose>  company:<folded>  place:<folded>

// Vocabulary is a community's skills: canonical names and what is written for
// them.
type Vocabulary struct{}

// Vocabulary reads the community's vocabulary: the built-in synonyms and what
// managers added. One round trip at most, none when it was read in this call.
func (m *Members) Vocabulary(ctx context.Context, in bot.CommunityID, at time.Time) (*Vocabulary, error) {
	panic("member: being built")
}

// Read splits a text of skills ("Golang、k8s, 機械学習") into canonical names,
// in order and without repetition.
func (v *Vocabulary) Read(text string) []string { panic("member: being built") }

// FindIn are the canonical names of skills that a longer text mentions.
func (v *Vocabulary) FindIn(text string) []string { panic("member: being built") }
