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
	keys    map[string]map[string]*posting
	texts   map[string]func(string) []string
	name    string
	names   *names
}

// posting is a value with those who have it, by the Sight from which on that is
// seen; nil for nobody.
type posting struct {
	seen   [sights]*roaring.Bitmap
	number int
	whole  bool     // the value is a whole number
	reads  []string // what Contains looks into; nil where it does not
}

// newIndex is an index of nobody, for facts with these texts and this key of
// names (see Schema).
func newIndex(texts map[string]func(string) []string, name string) *index {
	return &index{
		present: roaring.New(),
		keys:    map[string]map[string]*posting{},
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
		for key, values := range x.keys {
			for value, p := range values {
				if p.forget(changed) {
					delete(values, value)
				}
			}
			if len(values) == 0 {
				delete(x.keys, key)
			}
		}
		x.names.forget(changed)
	}
	for _, e := range entries {
		x.add(e)
	}
}

// forget takes members out, and reports whether nobody is left.
func (p *posting) forget(gone *roaring.Bitmap) bool {
	empty := true
	for i, members := range p.seen {
		if members == nil {
			continue
		}
		if members.Intersects(gone) {
			members.AndNot(gone)
		}
		if members.IsEmpty() {
			p.seen[i] = nil
		} else {
			empty = false
		}
	}
	return empty
}

func (x *index) add(e entry) {
	if len(e.facts) == 0 {
		return
	}
	x.present.Add(e.ordinal)
	for _, f := range e.facts {
		if f.Key == x.name {
			x.names.set(e.ordinal, f.Value)
			continue
		}
		p := x.keys[f.Key][f.Value]
		if p == nil {
			p = x.introduce(f.Key, f.Value)
		}
		if p.seen[f.Seen] == nil {
			p.seen[f.Seen] = roaring.New()
		}
		p.seen[f.Seen].Add(e.ordinal)
	}
}

func (x *index) introduce(key, value string) *posting {
	if x.keys[key] == nil {
		x.keys[key] = map[string]*posting{}
	}
	p := &posting{}
	p.number, p.whole = number(value)
	if reads, ok := x.texts[key]; ok {
		p.reads = readings(reads, value)
	}
	x.keys[key][value] = p
	return p
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

// compact makes the bitmaps as small as they get, after many additions.
func (x *index) compact() {
	x.present.RunOptimize()
	for _, values := range x.keys {
		for _, p := range values {
			for _, members := range p.seen {
				if members != nil {
					members.RunOptimize()
				}
			}
		}
	}
	x.names.compact()
}

// values are the values of the key that begin with prefix and how many of among
// (nil: everybody) have each, most first, then by name.
func (q question) values(key, prefix string, among Expr, limit int) []Value {
	var within *roaring.Bitmap
	if among != nil {
		within = q.eval(among)
	}
	var found []Value
	for value, p := range q.keys[key] {
		if !strings.HasPrefix(value, prefix) {
			continue
		}
		members := p.of(q.as)
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
