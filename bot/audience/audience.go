// Package audience finds members without scanning them: a bitmap for each term
// (a skill, a department, a consent), built from a collection's records and
// kept fresh from its feed.
//
// It promises that a query answers from memory, and that after Sync everything
// which was committed before is in it. It does not promise that a record still
// is what the index says when it is read: whoever shows or sends something
// reads the record again.
package audience

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Expr is a condition on members: Term, All, Any or Not.
type Expr interface{ expr() }

// Term holds for members with that term, such as "skill:go".
type Term string

// All holds where every part holds; an empty All holds for everybody.
type All []Expr

// Any holds where one part holds; an empty Any holds for nobody.
type Any []Expr

// Not holds where its part does not.
type Not struct{ Expr Expr }

// AtLeast holds for members with a term Name:n with a whole number n >= Min.
type AtLeast struct {
	Name string
	Min  int
}

func (Term) expr()    {}
func (All) expr()     {}
func (Any) expr()     {}
func (Not) expr()     {}
func (AtLeast) expr() {}

// Mirror is a process's own index of a numbered collection, for any number of
// communities. It is safe for concurrent use.
type Mirror[T any] struct{}

// NewMirror mirrors c. terms are what a record can be found by; nothing if it
// is not to be found at all.
func NewMirror[T any](c *storage.Collection[T], terms func(T) []string, clock bot.Clock) *Mirror[T] {
	panic("audience: being built")
}

// Sync brings a community's index up to everything that is committed now: the
// first time by reading all records in pages, later by the feed alone.
func (m *Mirror[T]) Sync(ctx context.Context, community bot.CommunityID) error {
	panic("audience: being built")
}

// Run keeps the communities' indexes at most a second behind until ctx ends.
func (m *Mirror[T]) Run(ctx context.Context, communities []bot.CommunityID) error {
	panic("audience: being built")
}

// Count is how many members of the community e holds for, as of the last Sync.
func (m *Mirror[T]) Count(community bot.CommunityID, e Expr) int { panic("audience: being built") }

// Find are the ordinals of the members e holds for, ascending.
func (m *Mirror[T]) Find(community bot.CommunityID, e Expr) []uint32 { panic("audience: being built") }

// Values are the terms that begin with prefix (such as "skill:") and how many
// members have each, most first, then by name; at most limit.
func (m *Mirror[T]) Values(community bot.CommunityID, prefix string, limit int) []Value {
	panic("audience: being built")
}

// Value is a term that exists and how many members have it.
type Value struct {
	Term  string
	Count int
}
