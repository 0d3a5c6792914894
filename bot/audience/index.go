package audience

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
)

// index is what one community's members are found by. It is built with add and compact; then it
// does not change any more, any number of goroutines may ask it, and replaced
// makes the next one of it. So nobody who asks waits for a change.
//
// It keeps no list of a member's facts: what a change takes away is found by
// looking for the changed members in every set, once for many changes.
type index struct {
	present ordinals.Set // everybody
	limit   uint32       // above every ordinal
	keys    map[string]*column
	texts   map[string]func(string) []string
	name    string
	names   *names
}

// newIndex is an index of nobody, for facts with these texts and this key of
// names (see Schema).
func newIndex(texts map[string]func(string) []string, name string) *index {
	return &index{
		keys:  map[string]*column{},
		texts: texts,
		name:  name,
		names: newNames(),
	}
}

// entry is a member with its facts; no facts if it is not to be found.
type entry struct {
	ordinal uint32
	facts   []Fact
}

// replaced is the index with the members as they are now, each named once. It
// shares with x what is as it was, and x stays as it is.
func (x *index) replaced(entries []entry) *index {
	if len(entries) == 0 {
		return x
	}
	now := newIndex(x.texts, x.name)
	changed := make([]uint32, len(entries))
	for i, e := range entries {
		changed[i] = e.ordinal
		now.add(e)
	}
	slices.Sort(changed)
	now.compact()

	next := *x
	next.present, _ = x.present.With(changed, now.present)
	next.limit = max(x.limit, now.limit)
	next.keys = maps.Clone(now.keys)
	for key, c := range x.keys {
		next.keys[key] = c.replaced(changed, now.column(key))
	}
	next.names = x.names.replaced(changed, now.names)
	return &next
}

// add puts in a member that is not there; compact is due after the last one.
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
			p = &posting{}
			p.number, p.whole = number(f.Value)
			c.values[f.Value] = p
		}
		p.add(f.Seen, e.ordinal)
		c.said.add(f.Seen, e.ordinal)
	}
}

func (x *index) column(key string) *column {
	c := x.keys[key]
	if c == nil {
		c = &column{values: map[string]*posting{}}
		if reads, ok := x.texts[key]; ok {
			c.reads = func(value string) []string { return readings(reads, value) }
		}
		x.keys[key] = c
	}
	return c
}

// compact ends the additions, and makes the index as small as it gets.
func (x *index) compact() {
	x.present.Clip()
	for _, c := range x.keys {
		for _, p := range c.values {
			p.trim()
		}
		c.said.trim()
		c.finish()
	}
	x.names.compact()
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

// values are the values of the key that begin with prefix and how many of among
// (nil: everybody) have each, most first, then by name.
func (q question) values(key, prefix string, among Expr, limit int) []Value {
	var within ordinals.Bits
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
		if n := distinct(p.parts(q.as, nil), within, q.limit); n > 0 {
			found = append(found, Value{value, n})
		}
	}
	slices.SortFunc(found, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return found[:min(len(found), max(limit, 0))]
}
