// Package audience finds members without scanning them, counts them, and reads
// the language in which people ask for them.
//
// It keeps a set for each thing that can be asked about members (a skill, a
// department, a consent), built from a collection's records and kept fresh from
// its feed. It promises that a query answers from memory, that it answers from
// nothing but what the asker may see, and that after Sync everything which was
// committed before is in it. It does not promise that a record still is what
// the index says when it is read: whoever shows or sends something reads the
// record again, and asks MemberIndex.Holds. Nor does it see a record expire: such a
// record stays until it is changed or deleted.
package audience

import "strings"

// Expr is a condition on members: Term, Between, Ago, None, Contains, Free, All,
// Any or Not.
type Expr interface{ expr() }

// Term holds for members with that value of that key, such as "skill:go".
type Term string

// Split is the key and the value.
func (t Term) Split() (key, value string) {
	key, value, _ = strings.Cut(string(t), ":")
	return key, value
}

// Between holds for members with a whole number of the key, From <= n <= To.
type Between struct {
	Key      string
	From, To int
}

// Ago holds for members for whom the day that the key says was From to To days
// before the day of the View, both included. With To NoLimit it also holds where
// there is no such day: what never was is longer ago than anything.
type Ago struct {
	Key      string
	From, To int
}

// None holds for members of whom the key says nothing.
type None struct{ Key string }

// Contains holds for members with a value of the key in which the word stands,
// in any width, case and kana (see i18n.Fold).
type Contains struct{ Key, Word string }

// Free holds for members with a value in which the word stands in the same way,
// whatever its key, or for whom Also holds: what the word may mean besides.
type Free struct {
	Word string
	Also Term // or empty
}

// All holds where every part holds; an empty All holds for everybody.
type All []Expr

// Any holds where one part holds; an empty Any holds for nobody.
type Any []Expr

// Not holds where its part does not.
type Not struct{ Expr Expr }

// Without limits, a Between or Ago is open on that side.
const (
	NoLimit = int(^uint(0) >> 1)
	NoStart = -NoLimit
)

// AtLeast holds for members with a number of the key that is least or more.
func AtLeast(key string, least int) Between { return Between{key, least, NoLimit} }

func (Term) expr()     {}
func (Between) expr()  {}
func (Ago) expr()      {}
func (None) expr()     {}
func (Contains) expr() {}
func (Free) expr()     {}
func (All) expr()      {}
func (Any) expr()      {}
func (Not) expr()      {}

// AccessLevel is what of the members an answer may be found by.
type AccessLevel uint8

const (
	// Members see what is shown to members.
	Members AccessLevel = iota
	// Managers see what is shown to members or to managers.
	Managers
	// Bot sees everything: for rules by which the bot itself chooses whom to
	// ask or tell, never for what somebody typed.
	Bot

	accessLevels
)

// Fact is one thing that can be asked about a member: a value of a key, and
// the lowest access level that sees it.
type Fact struct {
	Key, Value string
	Seen       AccessLevel
}

// Schema says what can be asked about the records of a collection.
type Schema[T any] struct {
	// Facts are a record's; none if it is not to be found at all. It must
	// depend on the value alone. Values are folded, see i18n.Fold.
	Facts func(T) []Fact
	// Texts are the keys into whose values Contains and Free look, each with
	// how a value reads, folded; nil where it reads as it is.
	Texts map[string]func(value string) []string
	// Name is the one of Texts that has another value for nearly everybody. It
	// is kept in a way that suits that, at most one for each record, and is
	// seen by everybody who may ask; only Contains and Free know it.
	Name string
}

// Value is a value that a key has and how many members have it.
type Value struct {
	Value string
	Count int
}
