package bot

import (
	"strings"
	"time"
)

// CommunityID names one company's network, as the configuration does. At most
// MaxCommunityID bytes of a-z, 0-9 and "-".
type CommunityID string

// User is one account on one platform. Adapters mint it as
// "<platform>:<whatever they like>"; nobody else looks behind the colon.
type User string

// Channel is a place where several people read, minted like a User.
type Channel string

// MessageRef names a message that was sent, so that it can be edited or
// answered in its thread. Minted like a User.
type MessageRef string

// Platform is the part of an id before the colon: it says which adapter minted
// the id, or is empty.
func (u User) Platform() string { return platform(string(u)) }

// Platform says which adapter minted the id, or is empty.
func (c Channel) Platform() string { return platform(string(c)) }

// Platform says which adapter minted the reference, or is empty.
func (m MessageRef) Platform() string { return platform(string(m)) }

func platform(id string) string {
	p, _, found := strings.Cut(id, ":")
	if !found {
		return ""
	}
	return p
}

// Locale is a language that the bot speaks, as a BCP 47 tag. Package i18n knows which
// there are.
type Locale string

// The languages whose sentences stand in the code.
const (
	Japanese Locale = "ja"
	English  Locale = "en"
)

// Clock tells the time. There is one in a running bot; tests and the playground
// move theirs. Features never hold one: a Call says when it happens.
type Clock func() time.Time

// Community is one company's network, as configured.
type Community struct {
	ID       CommunityID
	Name     string         // the company, as people call it
	Zone     *time.Location // in which dates and times without a zone are meant
	Locale   Locale         // of what is posted to channels
	Gigs     []Channel      // where gig cards are posted, one for each space
	Managers []Channel      // where managers are told things
}
