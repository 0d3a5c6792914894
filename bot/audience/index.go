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
// It keeps no list of a member's facts: what a change takes away is found by
// subtracting the changed members from every bitmap, once for many changes.
type index struct {
	present *roaring.Bitmap
	limit   uint32 // above every ordinal
	keys    map[string]*column
	texts   map[string]func(string) []string
	name    string
	names   *names
}

// newIndex is an index of nobody, for facts with these texts and this key of
// names (see Schema).
func newIndex(texts map[string]func(string) []string, name string) *index {
	return &index{
		present: roaring.New(),
		keys:    map[string]*column{},
		texts:   texts,
		name:    name,
		names:   newNames(),
	}
}

// entry is a member with its facts; no facts if it is not to be found.
type entry struct {
	ordinal uint32
	facts   []Fact
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
		for _, c := range x.keys {
			c.forget(changed)
		}
		x.names.forget(changed)
	}
	for _, e := range entries {
		x.add(e)
	}
	x.refresh()
}

// add puts in a member that is not there; refresh is due after the last one.
func (x *index) add(e entry) {
	if len(e.facts) == 0 {
		return
	}
	x.present.Add(e.ordinal)
	x.limit = max(x.limit, e.ordinal+1)
	for _, f := range e.facts {
		if f.Key == x.name {
			x.names.set(e.ordinal, f.Value)
			continue
		}
		c := x.column(f.Key)
		p := c.values[f.Value]
		if p == nil {
			p = x.introduce(c, f)
		}
		p.seen[f.Seen].add(e.ordinal)
		c.said.seen[f.Seen].add(e.ordinal)
	}
}

func (x *index) column(key string) *column {
	c := x.keys[key]
	if c == nil {
		c = &column{values: map[string]*posting{}}
		if _, ok := x.texts[key]; ok {
			c.texts = &corpus{}
		}
		x.keys[key] = c
	}
	return c
}

func (x *index) introduce(c *column, f Fact) *posting {
	p := &posting{}
	p.number, p.whole = number(f.Value)
	if c.texts != nil {
		p.reads = readings(x.texts[f.Key], f.Value)
	}
	c.values[f.Value], c.stale = p, true
	return p
}

// refresh ends a series of additions.
func (x *index) refresh() {
	for _, c := range x.keys {
		c.refresh()
	}
}

// readings is how a value reads, at least once.
func readings(reads func(string) []string, value string) []string {
	if reads == nil {
		return []string{value}
	}
	return reads(value)
}

// number reads a whole number. Only one way to write it counts, so that two
// values never mean the same.
func number(value string) (n int, ok bool) {
	n, err := strconv.Atoi(value)
	return n, err == nil && strconv.Itoa(n) == value
}

// compact makes the index as small as it gets, after many additions.
func (x *index) compact() {
	x.present = x.present.Clone()
	for _, c := range x.keys {
		for _, p := range c.values {
			p.trim()
		}
		c.said.trim()
	}
	x.names.compact()
	x.refresh()
}

// values are the values of the key that begin with prefix and how many of among
// (nil: everybody) have each, most first, then by name.
func (q question) values(key, prefix string, among Expr, limit int) []Value {
	var within *roaring.Bitmap
	if among != nil {
		within = q.eval(among)
	}
	if q.keys[key] == nil {
		return nil
	}
	var found []Value
	for value, p := range q.keys[key].values {
		if !strings.HasPrefix(value, prefix) {
			continue
		}
		members := union(p.parts(q.as, nil), q.limit)
		n := members.GetCardinality()
		if within != nil {
			n = members.AndCardinality(within)
		}
		if n > 0 {
			found = append(found, Value{value, int(n)})
		}
	}
	slices.SortFunc(found, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return found[:min(len(found), max(limit, 0))]
}
