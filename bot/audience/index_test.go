package audience

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naive is what the index must agree with: the members' facts, searched one by
// one.
type naive map[uint32][]Fact

func (n naive) find(e Expr, as AccessLevel) []uint32 {
	var found []uint32
	for ordinal, facts := range n {
		if len(facts) > 0 && holds(e, facts, someTexts, as, today) {
			found = append(found, ordinal)
		}
	}
	slices.Sort(found)
	return found
}

func (n naive) values(key, prefix string, as AccessLevel) []Value {
	counts := map[string]int{}
	for _, facts := range n {
		var seen []string
		for _, f := range facts {
			if f.Key == key && f.Seen <= as && strings.HasPrefix(f.Value, prefix) && !slices.Contains(seen, f.Value) {
				seen = append(seen, f.Value)
				counts[f.Value]++
			}
		}
	}
	var values []Value
	for value, count := range counts {
		values = append(values, Value{value, count})
	}
	slices.SortFunc(values, func(a, b Value) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return values
}

// today is the day of all questions here.
const today = 20_000

// someTexts are the keys that are searched freely; a skill reads twice.
var someTexts = map[string]func(string) []string{
	"name": nil, "dept": nil, "skill": func(value string) []string { return []string{value, value + "言語"} },
}

var (
	someKey   = rapid.SampledFrom([]string{"skill", "dept", "hours", "left", "called", "none"})
	someWord  = rapid.SampledFrom([]string{"", "a", "go", "o", "営業", "営", "部 第", "佐藤", "藤 葵", "aba", "abab", "言語", "redis", "\x00\x00", "a\x00"})
	someNames = rapid.SampledFrom([]string{"", "佐藤 葵", "佐藤", "abab aba", "ababab", "go", "営業 部", "a\x00\x00b"})
	someValue = map[string]*rapid.Generator[string]{
		"skill":  rapid.SampledFrom([]string{"go", "redis", "c:2"}),
		"dept":   rapid.SampledFrom([]string{"営業", "営業部 第一", "it"}),
		"hours":  rapid.SampledFrom([]string{"0", "5", "20", "-3", "020", "many"}),
		"left":   rapid.SampledFrom([]string{"2019", "2020"}),
		"called": rapid.SampledFrom([]string{"20000", "19999", "19910", "19000", "20001"}),
		"none":   rapid.Just("none"),
	}
)

var fact = rapid.Custom(func(t *rapid.T) Fact {
	key := rapid.SampledFrom([]string{"skill", "dept", "hours", "left", "called"}).Draw(t, "key")
	return Fact{key, someValue[key].Draw(t, "value"), AccessLevel(rapid.IntRange(0, int(Bot)).Draw(t, "seen"))}
})

func drawEntry(t *rapid.T) entry {
	facts := rapid.SliceOfN(fact, 0, 5).Draw(t, "facts")
	if name := someNames.Draw(t, "name"); name != "" && len(facts) > 0 {
		facts = append(facts, Fact{"name", name, Members})
	}
	return entry{rapid.Uint32Range(1, 30).Draw(t, "ordinal"), facts}
}

func drawEntries(t *rapid.T) []entry {
	return rapid.SliceOfNDistinct(rapid.Custom(drawEntry), 1, 5, func(e entry) uint32 { return e.ordinal }).Draw(t, "entries")
}

func expr(depth int) *rapid.Generator[Expr] {
	return rapid.Custom(func(t *rapid.T) Expr {
		kind := rapid.IntRange(0, 8).Draw(t, "kind")
		if depth == 0 {
			kind %= 6
		}
		key := someKey.Draw(t, "key")
		term := func() Term { return Term(key + ":" + someValue[key].Draw(t, "value")) }
		limit := func(name string) int {
			return rapid.SampledFrom([]int{NoStart, NoLimit, -5, 0, 1, 5, 20, 90, 1000, 2019}).Draw(t, name)
		}
		word := func() string { return someWord.Draw(t, "word") }
		parts := func() []Expr { return rapid.SliceOfN(expr(depth-1), 0, 3).Draw(t, "parts") }
		switch kind {
		case 0:
			return term()
		case 1:
			return Between{key, limit("from"), limit("to")}
		case 2:
			return Ago{"called", limit("from"), limit("to")}
		case 3:
			return None{rapid.SampledFrom([]string{"skill", "called", "name", "none"}).Draw(t, "of")}
		case 4:
			return Contains{rapid.SampledFrom([]string{"skill", "name", "dept", "hours"}).Draw(t, "in"), word()}
		case 5:
			free := Free{Word: word()}
			if rapid.Bool().Draw(t, "means more") {
				free.Also = term()
			}
			return free
		case 6:
			return All(parts())
		case 7:
			return Any(parts())
		default:
			return Not{expr(depth-1).Draw(t, "part")}
		}
	})
}

func anIndex() *index { return newIndex(someTexts, "name") }

func TestIndexAgreesWithSearching(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, want := anIndex(), naive{}
		for _, e := range drawEntries(t) {
			x.add(e)
			want[e.ordinal] = e.facts
		}
		x.compact()
		t.Repeat(map[string]func(*rapid.T){
			"change": func(t *rapid.T) {
				before, asked := question{x, Bot, today}, expr(3).Draw(t, "asked before")
				found := before.eval(asked).List()
				entries := drawEntries(t)
				x = x.replaced(entries)
				for _, e := range entries {
					want[e.ordinal] = e.facts
				}
				if diff := cmp.Diff(found, before.eval(asked).List()); diff != "" {
					t.Errorf("%#v of an index that was replaced (-before +after):\n%s", asked, diff)
				}
			},
			"": func(t *rapid.T) {
				as := AccessLevel(rapid.IntRange(0, int(Bot)).Draw(t, "as"))
				e, q := expr(3).Draw(t, "expr"), question{x, as, today}
				found := want.find(e, as)
				if diff := cmp.Diff(found, append([]uint32(nil), q.eval(e).List()...)); diff != "" {
					t.Errorf("%#v (-searched +index):\n%s", e, diff)
				}
				key := someKey.Draw(t, "key of values")
				prefix := rapid.SampledFrom([]string{"", "g", "営業", "x"}).Draw(t, "prefix")
				among := naive{}
				for _, ordinal := range found {
					among[ordinal] = want[ordinal]
				}
				if diff := cmp.Diff(want.values(key, prefix, as), q.values(key, prefix, nil, 99)); diff != "" {
					t.Errorf("values of %s:%s (-searched +index):\n%s", key, prefix, diff)
				}
				if diff := cmp.Diff(among.values(key, prefix, as), q.values(key, prefix, e, 99)); diff != "" {
					t.Errorf("values of %s:%s among %#v (-searched +index):\n%s", key, prefix, e, diff)
				}
			},
		})
	})
}

func TestEmptyConditions(t *testing.T) {
	x := anIndex().replaced([]entry{{1, []Fact{{"skill", "go", Members}}}, {2, []Fact{{"dept", "it", Members}}}, {3, nil}})
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
		if diff := cmp.Diff(c.want, question{x, Members, today}.eval(c.e).List()); diff != "" {
			t.Errorf("%#v (-want +got):\n%s", c.e, diff)
		}
	}
}
