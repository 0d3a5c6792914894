package audience

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Nearby is for a query that finds nobody: the same with words that nobody has
// replaced by the ones most like them that somebody has, and how many that
// finds. ok is false where there is no such query.
func (l *Language) Nearby(v View, query All) (near All, n int, ok bool) {
	near = slices.Clone(query)
	changed := false
	for i, e := range near {
		if replaced, ok := l.nearby(v, e); ok {
			near[i], changed = replaced, true
		}
	}
	if !changed {
		return nil, 0, false
	}
	n = v.Count(near)
	return near, n, n > 0
}

// nearby replaces a condition on one word which holds for nobody.
func (l *Language) nearby(v View, e Expr) (Expr, bool) {
	switch e := e.(type) {
	case Term:
		key, value := e.Split()
		if k := l.key(key); k != nil && k.Kind == Exact && v.Count(e) == 0 {
			near := nearest(v, k.Name, value)
			return Term(key + ":" + near), near != ""
		}
	case Contains:
		if v.Count(e) == 0 {
			near := nearest(v, e.Key, i18n.Fold(e.Word))
			return Contains{e.Key, near}, near != ""
		}
	case Free:
		if l.free != nil && v.Count(e) == 0 {
			near := nearest(v, l.free.Name, i18n.Fold(e.Word))
			return Free{near, Term(l.free.Name + ":" + near)}, near != ""
		}
	}
	return nil, false
}

// nearest is the value of a key that is most like what was typed, of two as like
// the more common one; empty for none.
func nearest(v View, key, typed string) string {
	best, far := "", farthest(typed)+1
	for _, value := range v.Values(key, "", mostValues) {
		if d := distance(value.Value, typed); d < far {
			best, far = value.Value, d
		}
	}
	return best
}
