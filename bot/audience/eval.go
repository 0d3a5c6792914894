package audience

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/alumnibot/alumnibot/bot/i18n"
)

// question is an index with whose answer it is and of which day.
type question struct {
	*index
	as    Sight
	today int
}

// of is who has a value.
func (q question) of(p *posting) *roaring.Bitmap {
	var parts [sights]members
	return union(p.parts(q.as, parts[:0]), q.limit)
}

// eval is who e holds for. The bitmap may be one of the index's own: it is to
// be read only.
func (q question) eval(e Expr) *roaring.Bitmap {
	switch e := e.(type) {
	case Term:
		key, value := e.Split()
		if c := q.keys[key]; c != nil && c.values[value] != nil {
			return q.of(c.values[value])
		}
	case Between:
		return q.among(e.Key, func(p *posting) bool { return p.whole && p.number >= e.From && p.number <= e.To })
	case Ago:
		return q.ago(e)
	case None:
		return roaring.AndNot(q.present, q.any(e.Key))
	case Contains:
		return q.contains(e.Key, i18n.Fold(e.Word))
	case Free:
		return q.free(e)
	case Any:
		parts := make([]*roaring.Bitmap, len(e))
		for i, part := range e {
			parts[i] = q.eval(part)
		}
		return or(parts)
	case Not:
		return roaring.AndNot(q.present, q.eval(e.Expr))
	case All:
		return q.all(e)
	}
	return nobody
}

// among is who has a value of the key that holds.
func (q question) among(key string, holds func(*posting) bool) *roaring.Bitmap {
	c := q.keys[key]
	if c == nil {
		return nobody
	}
	var parts []members
	for _, p := range c.values {
		if holds(p) {
			parts = p.parts(q.as, parts)
		}
	}
	return union(parts, q.limit)
}

// any is of whom the key says something.
func (q question) any(key string) *roaring.Bitmap {
	switch c := q.keys[key]; {
	case key == q.name:
		return q.names.all
	case c == nil:
		return nobody
	default:
		return q.of(&c.said)
	}
}

func (q question) ago(e Ago) *roaring.Bitmap {
	within := q.among(e.Key, func(p *posting) bool { return p.whole && inDays(e, q.today-p.number) })
	if e.To != NoLimit {
		return within
	}
	return roaring.Or(within, roaring.AndNot(q.present, q.any(e.Key)))
}

func inDays(e Ago, ago int) bool { return ago >= e.From && ago <= e.To }

// contains looks for a folded word.
func (q question) contains(key, word string) *roaring.Bitmap {
	if key == q.name {
		return q.names.find(word, q.limit)
	}
	c := q.keys[key]
	if c == nil || c.texts == nil {
		return nobody
	}
	var parts []members
	c.texts.find(word, func(p *posting) { parts = p.parts(q.as, parts) })
	return union(parts, q.limit)
}

// mentions reports whether the word stands in one of the texts.
func mentions(reads []string, word string) bool {
	return slices.ContainsFunc(reads, func(text string) bool { return strings.Contains(text, word) })
}

func (q question) free(e Free) *roaring.Bitmap {
	parts, word := make([]*roaring.Bitmap, 0, len(q.texts)+1), i18n.Fold(e.Word)
	for key := range q.texts {
		parts = append(parts, q.contains(key, word))
	}
	if e.Also != "" {
		parts = append(parts, q.eval(e.Also))
	}
	return or(parts)
}

// all intersects from the smallest part on, and subtracts what a part excludes
// instead of building everybody else first.
func (q question) all(all All) *roaring.Bitmap {
	var with, without []*roaring.Bitmap
	for _, part := range all {
		if not, ok := part.(Not); ok {
			without = append(without, q.eval(not.Expr))
		} else {
			with = append(with, q.eval(part))
		}
	}
	if len(with) == 0 {
		with = append(with, q.present)
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

// holds is eval for one member: e over its facts, as far as as sees.
func holds(e Expr, facts []Fact, texts map[string]func(string) []string, as Sight, today int) bool {
	some := func(key string, holds func(value string) bool) bool {
		return slices.ContainsFunc(facts, func(f Fact) bool { return f.Key == key && f.Seen <= as && holds(f.Value) })
	}
	reads := func(key, word string) bool {
		how, ok := texts[key]
		return ok && some(key, func(value string) bool { return mentions(readings(how, value), word) })
	}
	said := func(key string) bool { return some(key, func(string) bool { return true }) }
	again := func(e Expr) bool { return holds(e, facts, texts, as, today) }
	switch e := e.(type) {
	case Term:
		key, wanted := e.Split()
		return some(key, func(value string) bool { return value == wanted })
	case Between:
		return some(e.Key, func(value string) bool {
			n, ok := number(value)
			return ok && n >= e.From && n <= e.To
		})
	case Ago:
		return e.To == NoLimit && !said(e.Key) || some(e.Key, func(value string) bool {
			n, ok := number(value)
			return ok && inDays(e, today-n)
		})
	case None:
		return !said(e.Key)
	case Contains:
		return reads(e.Key, i18n.Fold(e.Word))
	case Free:
		word := i18n.Fold(e.Word)
		for key := range texts {
			if reads(key, word) {
				return true
			}
		}
		return e.Also != "" && again(e.Also)
	case Not:
		return !again(e.Expr)
	case Any:
		return slices.ContainsFunc(e, again)
	case All:
		return !slices.ContainsFunc(e, func(part Expr) bool { return !again(part) })
	}
	return false
}
