package audience

import (
	"cmp"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// question is an index with whose answer it is and of which day.
type question struct {
	*index
	as    AccessLevel
	today int
}

// eval is who e holds for.
func (q question) eval(e Expr) ordinals.Bits { return union(q.parts(e), q.limit) }

// parts are who e holds for, in parts of which everybody may be in several. To
// ask who is in all of several unions takes less than to put each together.
func (q question) parts(e Expr) []ordinals.Set {
	switch e := e.(type) {
	case Term:
		key, value := e.Split()
		if c := q.keys[key]; c != nil && c.values[value] != nil {
			return c.values[value].parts(q.as, nil)
		}
	case Between:
		return q.among(e.Key, func(p *posting) bool { return p.whole && p.number >= e.From && p.number <= e.To })
	case Ago:
		return q.ago(e)
	case None:
		return whole(q.none(e.Key))
	case Contains:
		return q.contains(e.Key, i18n.Fold(e.Word))
	case Free:
		return q.free(e)
	case Any:
		var parts []ordinals.Set
		for _, part := range e {
			parts = append(parts, q.parts(part)...)
		}
		return parts
	case Not:
		return whole(subtract(q.everybody(), q.parts(e.Expr)))
	case All:
		return whole(q.all(e))
	}
	return nil
}

// whole is b as the only part. b must not change after that.
func whole(b ordinals.Bits) []ordinals.Set { return []ordinals.Set{b.Freeze()} }

// everybody is all members.
func (q question) everybody() ordinals.Bits { return union([]ordinals.Set{q.present}, q.limit) }

// among is who has a value of the key that holds.
func (q question) among(key string, holds func(*posting) bool) []ordinals.Set {
	c := q.keys[key]
	if c == nil {
		return nil
	}
	var parts []ordinals.Set
	for _, p := range c.values {
		if holds(p) {
			parts = p.parts(q.as, parts)
		}
	}
	return parts
}

// none is of whom the key says nothing.
func (q question) none(key string) ordinals.Bits {
	switch c := q.keys[key]; {
	case key == q.name:
		return subtract(q.everybody(), []ordinals.Set{q.names.all})
	case c == nil:
		return q.everybody()
	default:
		return subtract(q.everybody(), c.said.parts(q.as, nil))
	}
}

func (q question) ago(e Ago) []ordinals.Set {
	parts := q.among(e.Key, func(p *posting) bool { return p.whole && inDays(e, q.today-p.number) })
	if e.To == NoLimit {
		parts = append(parts, whole(q.none(e.Key))...)
	}
	return parts
}

func inDays(e Ago, ago int) bool { return ago >= e.From && ago <= e.To }

// contains looks for a folded word.
func (q question) contains(key, word string) []ordinals.Set {
	if key == q.name {
		return q.names.find(word)
	}
	c := q.keys[key]
	if c == nil || c.texts == nil {
		return nil
	}
	var parts []ordinals.Set
	c.texts.find(word, func(p *posting) { parts = p.parts(q.as, parts) })
	return parts
}

func (q question) free(e Free) []ordinals.Set {
	var parts []ordinals.Set
	word := i18n.Fold(e.Word)
	for key := range q.texts {
		parts = append(parts, q.contains(key, word)...)
	}
	if e.Also != "" {
		parts = append(parts, q.parts(e.Also)...)
	}
	return parts
}

// all intersects from the smallest part on, and subtracts what a part excludes
// instead of building everybody else first.
func (q question) all(all All) ordinals.Bits {
	var with, without [][]ordinals.Set
	for _, part := range all {
		if not, ok := part.(Not); ok {
			without = append(without, q.parts(not.Expr))
		} else {
			with = append(with, q.parts(part))
		}
	}
	slices.SortFunc(with, func(a, b []ordinals.Set) int { return cmp.Compare(count(a), count(b)) })
	if len(with) == 0 {
		with = [][]ordinals.Set{{q.present}}
	}
	result := union(with[0], q.limit)
	for _, parts := range with[1:] {
		result = intersect(result, parts, q.limit)
	}
	for _, parts := range without {
		subtract(result, parts)
	}
	return result
}

// mentions reports whether the word stands in one of the texts.
func mentions(reads []string, word string) bool {
	return slices.ContainsFunc(reads, func(text string) bool { return strings.Contains(text, word) })
}

// holds is eval for one member: e over its facts, as far as as sees.
func holds(e Expr, facts []Fact, texts map[string]func(string) []string, as AccessLevel, today int) bool {
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
