package audience

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naive is what the index must agree with: the members' terms, searched one by
// one.
type naive map[uint32][]string

func (n naive) find(e Expr) []uint32 {
	var found []uint32
	for ordinal, terms := range n {
		if len(terms) > 0 && holds(e, terms) {
			found = append(found, ordinal)
		}
	}
	slices.Sort(found)
	return found
}

func holds(e Expr, terms []string) bool {
	switch e := e.(type) {
	case Term:
		return slices.Contains(terms, string(e))
	case Not:
		return !holds(e.Expr, terms)
	case All:
		return !slices.ContainsFunc(e, func(part Expr) bool { return !holds(part, terms) })
	case Any:
		return slices.ContainsFunc(e, func(part Expr) bool { return holds(part, terms) })
	case AtLeast:
		return slices.ContainsFunc(terms, func(term string) bool {
			value, ok := strings.CutPrefix(term, e.Name+":")
			n, err := strconv.Atoi(value)
			return ok && err == nil && strconv.Itoa(n) == value && n >= e.Min
		})
	}
	return false
}

func (n naive) values(prefix string) []Value {
	counts := map[string]int{}
	for _, terms := range n {
		for _, term := range slices.Compact(slices.Sorted(slices.Values(terms))) {
			if strings.HasPrefix(term, prefix) {
				counts[term]++
			}
		}
	}
	var values []Value
	for term, count := range counts {
		values = append(values, Value{term, count})
	}
	slices.SortFunc(values, func(a, b Value) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Term, b.Term)
	})
	return values
}

var terms = rapid.SampledFrom([]string{
	"skill:go", "skill:redis", "skill:c:2", "dept:営業", "hours:0", "hours:5", "hours:20", "hours:-3", "hours:020",
	"hours:many", "hours:", "left:2019", "plain",
})

func expr(depth int) *rapid.Generator[Expr] {
	return rapid.Custom(func(t *rapid.T) Expr {
		kind := rapid.IntRange(0, 4).Draw(t, "kind")
		if depth == 0 {
			kind %= 2
		}
		parts := func() []Expr { return rapid.SliceOfN(expr(depth-1), 0, 3).Draw(t, "parts") }
		switch kind {
		case 0:
			return Term(terms.Draw(t, "term"))
		case 1:
			name := rapid.SampledFrom([]string{"hours", "left", "skill", "none"}).Draw(t, "name")
			return AtLeast{name, rapid.IntRange(-5, 2025).Draw(t, "min")}
		case 2:
			return All(parts())
		case 3:
			return Any(parts())
		default:
			return Not{expr(depth-1).Draw(t, "part")}
		}
	})
}

func TestIndexAgreesWithSearching(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, want := newIndex(), naive{}
		t.Repeat(map[string]func(*rapid.T){
			"change": func(t *rapid.T) {
				entries := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) entry {
					return entry{
						rapid.Uint32Range(1, 30).Draw(t, "ordinal"),
						rapid.SliceOfN(terms, 0, 5).Draw(t, "terms"),
					}
				}), 1, 5, func(e entry) uint32 { return e.ordinal }).Draw(t, "entries")
				x.replace(entries)
				for _, e := range entries {
					want[e.ordinal] = e.terms
				}
			},
			"compact": func(*rapid.T) { x.compact() },
			"": func(t *rapid.T) {
				e := expr(3).Draw(t, "expr")
				if diff := cmp.Diff(want.find(e), append([]uint32(nil), x.eval(e).ToArray()...)); diff != "" {
					t.Errorf("%#v (-searched +index):\n%s", e, diff)
				}
				prefix := rapid.SampledFrom([]string{"", "skill:", "hours:", "none:"}).Draw(t, "prefix")
				values := want.values(prefix)
				limit := rapid.IntRange(0, 15).Draw(t, "limit")
				if diff := cmp.Diff(values[:min(limit, len(values))], x.values(prefix, limit)); diff != "" && limit > 0 && len(values) > 0 {
					t.Errorf("values of %q (-searched +index):\n%s", prefix, diff)
				}
			},
		})
	})
}

func TestEmptyConditions(t *testing.T) {
	x := newIndex()
	x.replace([]entry{{1, []string{"skill:go"}}, {2, []string{"dept:it"}}, {3, nil}})
	for _, c := range []struct {
		e    Expr
		want []uint32
	}{
		{All{}, []uint32{1, 2}},
		{Any{}, []uint32{}},
		{Not{All{}}, []uint32{}},
		{Not{Any{}}, []uint32{1, 2}},
		{Not{Term("skill:go")}, []uint32{2}},
		{All{Not{Term("skill:go")}, Not{Term("dept:it")}}, []uint32{}},
		{nil, []uint32{}},
	} {
		if diff := cmp.Diff(c.want, x.eval(c.e).ToArray()); diff != "" {
			t.Errorf("%#v (-want +got):\n%s", c.e, diff)
		}
	}
}

// people fills an index with n members as they are: a few of 500 skills, one of
// 20 departments, hours, years and consents.
func people(n int) *index {
	r := rand.New(rand.NewPCG(1, 2))
	x := newIndex()
	for ordinal := range uint32(n) {
		terms := []string{
			"dept:" + strconv.Itoa(r.IntN(20)),
			"left:" + strconv.Itoa(2005+r.IntN(20)),
			"hours:" + strconv.Itoa(5*r.IntN(9)),
		}
		for range 1 + r.IntN(6) {
			// Few skills are common and many are rare.
			terms = append(terms, "skill:"+strconv.Itoa(int(500*r.Float64()*r.Float64()*r.Float64())))
		}
		if r.IntN(3) > 0 {
			terms = append(terms, "agreed:gigs")
		}
		x.add(entry{ordinal + 1, terms})
	}
	x.compact()
	return x
}

var threeTerms = All{
	Any{Term("skill:1"), Term("skill:7"), Term("skill:20")},
	Term("agreed:gigs"),
	AtLeast{"hours", 20},
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			x := people(n)
			runtime.GC()
			runtime.ReadMemStats(&after)
			found := 0
			for b.Loop() {
				found = len(x.eval(threeTerms).ToArray())
			}
			b.ReportMetric(float64(found), "found")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc), "index-bytes")
		})
	}
}

func BenchmarkReplace(b *testing.B) {
	x := people(1_000_000)
	e := []entry{{500_000, []string{"skill:1", "dept:3", "hours:20", "agreed:gigs"}}}
	for b.Loop() {
		x.replace(e)
	}
}
