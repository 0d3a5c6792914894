// Package audience finds members without scanning them: a bitmap for each term
// (a skill, a department, a consent), built from a collection's records and
// kept fresh from its feed.
//
// It promises that a query answers from memory, and that after Sync everything
// which was committed before is in it. It does not promise that a record still
// is what the index says when it is read: whoever shows or sends something
// reads the record again. Nor does it see a record expire: such a record stays
// until it is changed or deleted.
package audience

// Expr is a condition on members: Term, All, Any, Not or AtLeast.
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

// Value is a term that exists and how many members have it.
type Value struct {
	Term  string
	Count int
}
