package audience

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// index is one community's bitmaps. Reading it is safe from any number of
// goroutines as long as nobody writes.
//
// It keeps no list of a member's terms: what a change takes away is found by
// subtracting the changed members from every bitmap, once for many changes.
type index struct {
	present *roaring.Bitmap
	terms   map[string]*roaring.Bitmap
	// numbers are the terms whose value is a whole number, by their name.
	numbers map[string]map[int]*roaring.Bitmap
}

func newIndex() *index {
	return &index{
		present: roaring.New(),
		terms:   map[string]*roaring.Bitmap{},
		numbers: map[string]map[int]*roaring.Bitmap{},
	}
}

// entry is a member with its terms; no terms if it is not to be found.
type entry struct {
	ordinal uint32
	terms   []string
}

// replace takes the members out of every bitmap and puts them in as they are
// now.
func (x *index) replace(entries []entry) {
	changed := roaring.New()
	for _, e := range entries {
		changed.Add(e.ordinal)
	}
	if x.present.Intersects(changed) {
		x.present.AndNot(changed)
		for term, members := range x.terms {
			if members.Intersects(changed) {
				members.AndNot(changed)
			}
			if members.IsEmpty() {
				x.forget(term)
			}
		}
	}
	for _, e := range entries {
		x.add(e)
	}
}

func (x *index) add(e entry) {
	if len(e.terms) == 0 {
		return
	}
	x.present.Add(e.ordinal)
	for _, term := range e.terms {
		members := x.terms[term]
		if members == nil {
			members = x.introduce(term)
		}
		members.Add(e.ordinal)
	}
}

func (x *index) introduce(term string) *roaring.Bitmap {
	members := roaring.New()
	x.terms[term] = members
	if name, n, ok := number(term); ok {
		if x.numbers[name] == nil {
			x.numbers[name] = map[int]*roaring.Bitmap{}
		}
		x.numbers[name][n] = members
	}
	return members
}

func (x *index) forget(term string) {
	delete(x.terms, term)
	if name, n, ok := number(term); ok {
		delete(x.numbers[name], n)
	}
}

// number splits a term such as "hours:20". Only one way to write a number
// counts, so that two terms never mean the same.
func number(term string) (name string, n int, ok bool) {
	name, value, ok := strings.Cut(term, ":")
	if !ok {
		return "", 0, false
	}
	n, err := strconv.Atoi(value)
	if err != nil || strconv.Itoa(n) != value {
		return "", 0, false
	}
	return name, n, true
}

// compact makes the bitmaps as small as they get, after many additions.
func (x *index) compact() {
	x.present.RunOptimize()
	for _, members := range x.terms {
		members.RunOptimize()
	}
}

// eval is who e holds for. The bitmap may be one of the index's own: it is to
// be read only.
func (x *index) eval(e Expr) *roaring.Bitmap {
	switch e := e.(type) {
	case Term:
		if members := x.terms[string(e)]; members != nil {
			return members
		}
	case AtLeast:
		var enough []*roaring.Bitmap
		for n, members := range x.numbers[e.Name] {
			if n >= e.Min {
				enough = append(enough, members)
			}
		}
		return roaring.FastOr(enough...)
	case Any:
		parts := make([]*roaring.Bitmap, len(e))
		for i, part := range e {
			parts[i] = x.eval(part)
		}
		return roaring.FastOr(parts...)
	case Not:
		return roaring.AndNot(x.present, x.eval(e.Expr))
	case All:
		return x.evalAll(e)
	}
	return roaring.New()
}

// evalAll intersects from the smallest part on, and subtracts what a part
// excludes instead of building everybody else first.
func (x *index) evalAll(all All) *roaring.Bitmap {
	var with, without []*roaring.Bitmap
	for _, part := range all {
		if not, ok := part.(Not); ok {
			without = append(without, x.eval(not.Expr))
		} else {
			with = append(with, x.eval(part))
		}
	}
	if len(with) == 0 {
		with = append(with, x.present)
	}
	slices.SortFunc(with, func(a, b *roaring.Bitmap) int {
		return cmp.Compare(a.GetCardinality(), b.GetCardinality())
	})
	result := roaring.FastAnd(with...)
	for _, members := range without {
		result.AndNot(members)
	}
	return result
}

// values are the terms with the prefix, most members first, then by name.
func (x *index) values(prefix string, limit int) []Value {
	var found []Value
	for term, members := range x.terms {
		if strings.HasPrefix(term, prefix) {
			found = append(found, Value{Term: term, Count: int(members.GetCardinality())})
		}
	}
	slices.SortFunc(found, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	})
	return found[:min(len(found), max(limit, 0))]
}
