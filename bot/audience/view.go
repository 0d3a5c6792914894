package audience

import (
	"iter"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
)

// View is a community's members as of the last Sync, as far as somebody sees
// them, on a day. Before the first Sync there is nobody. It is safe for
// concurrent use, and takes no round trip.
type View struct {
	of    *mirrored
	as    AccessLevel
	today int
	among Expr // or nil
}

// Still is a View of records that are not stored, by their ordinals: what a
// MemberIndex would show of them. For tests and rehearsals.
func Still[T any](schema Schema[T], records iter.Seq2[uint32, T], as AccessLevel, today bot.Date) View {
	x := newIndex(schema.Texts, schema.Name)
	for ordinal, r := range records {
		x.add(entry{ordinal, schema.Facts(r)})
	}
	x.compact()
	return View{of: still(x), as: as, today: Day(today)}
}

// still is an index that nobody changes.
func still(x *index) *mirrored {
	c := &mirrored{}
	c.index.Store(x)
	return c
}

// Among is the view of those members only for whom e holds.
func (v View) Among(e Expr) View {
	if v.among != nil {
		e = All{v.among, e}
	}
	v.among = e
	return v
}

// ask runs f on the index as it is now; not at all before the first Sync.
func (v View) ask(f func(question)) {
	if x := v.of.index.Load(); x != nil {
		f(question{x, v.as, v.today})
	}
}

// here is e for the members of the view only.
func (v View) here(e Expr) Expr {
	if v.among == nil {
		return e
	}
	return All{v.among, e}
}

// Count is how many members e holds for.
func (v View) Count(e Expr) (n int) {
	v.ask(func(q question) { n = q.eval(v.here(e)).Len() })
	return n
}

// Find are the ordinals of the members e holds for, ascending.
func (v View) Find(e Expr) (found []uint32) {
	v.ask(func(q question) { found = q.eval(v.here(e)).List() })
	return found
}

// Values are the values of the key that begin with prefix and how many members
// have each, most first, then by name; at most limit.
func (v View) Values(key, prefix string, limit int) (values []Value) {
	v.ask(func(q question) { values = q.values(key, prefix, v.among, limit) })
	return values
}

// Exclusion is a reason to leave members out who are asked for, and whom it
// leaves out. That is looked up with the eyes of the Bot.
type Exclusion struct {
	Reason string
	Who    Expr
}

// Reach is what becomes of an audience: who is in it, and how many are left out
// why. Asked is Reached.Len() and all of LeftOut together.
type Reach struct {
	Asked   int // whom the query holds for
	Reached Set
	LeftOut []LeftOut // in the order of the exclusions, those with nobody too
}

// LeftOut is how many members are left out for a reason. Who has two counts
// for the first one.
type LeftOut struct {
	Reason string
	Count  int
}

// Reach finds the members e holds for and leaves out those of the exclusions.
func (v View) Reach(e Expr, exclusions []Exclusion) (r Reach) {
	v.ask(func(q question) {
		reached := q.eval(v.here(e))
		r.Asked = reached.Len()
		left := r.Asked
		all := question{q.index, Bot, q.today}
		for _, out := range exclusions {
			if not, ok := out.Who.(Not); ok {
				reached = intersect(reached, all.parts(not.Expr), q.limit)
			} else {
				subtract(reached, all.parts(out.Who))
			}
			before := left
			left = reached.Len()
			r.LeftOut = append(r.LeftOut, LeftOut{out.Reason, before - left})
		}
		r.Reached = Set{reached}
	})
	return r
}

// Set is some members by their ordinals. It does not change, and takes little
// memory: 125 KB for any part of a million.
type Set struct{ members ordinals.Bits }

// SetOf is the members with these ordinals, each of which may be named twice.
func SetOf(members []uint32) Set {
	if len(members) == 0 {
		return Set{}
	}
	b := ordinals.NewBits(slices.Max(members) + 1)
	for _, ordinal := range members {
		b.Set(ordinal)
	}
	return Set{b}
}

// Len is how many there are.
func (s Set) Len() int { return s.members.Len() }

// Has reports whether the member with this ordinal is one of them.
func (s Set) Has(ordinal uint32) bool { return s.members.Has(ordinal) }

// All are the ordinals, ascending.
func (s Set) All() iter.Seq[uint32] { return s.members.All() }

// After are the first ordinals above one, ascending, at most limit: the set in
// pieces, for whoever works on it in several steps.
func (s Set) After(ordinal uint32, limit int) []uint32 {
	var piece []uint32
	for next := range s.members.From(ordinal + 1) {
		if len(piece) == limit {
			break
		}
		piece = append(piece, next)
	}
	return piece
}

// Day is how a Fact says a day, for Ago: a whole number that grows by one each
// day. The zero Date is 0, which no Fact should say.
func Day(d bot.Date) int {
	if d.IsZero() {
		return 0
	}
	return int(d.In(time.UTC).Unix() / (24 * 60 * 60))
}
