package audience

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// alumnus is a record of these tests, with fields of which each may be hidden
// from members.
type alumnus struct {
	skills []string
	dept   string
	left   int
	close  string
	called int // a day, or 0
	name   string
	hidden map[string]AccessLevel // by key; Members where nothing is said
}

func (a alumnus) facts() []Fact {
	var facts []Fact
	add := func(key, value string) {
		if value != "" && value != "0" {
			facts = append(facts, Fact{key, value, a.hidden[key]})
		}
	}
	for _, s := range a.skills {
		add("skill", s)
	}
	add("dept", i18n.Fold(a.dept))
	add("left", strconv.Itoa(a.left))
	add("close", a.close)
	add("last-called", strconv.Itoa(a.called))
	if a.name != "" {
		facts = append(facts, Fact{"name", i18n.Fold(a.name), Members})
	}
	return facts
}

// seen is the record as somebody sees it: what is hidden is not there.
func (a alumnus) seen(as AccessLevel) alumnus {
	if a.hidden["skill"] > as {
		a.skills = nil
	}
	if a.hidden["dept"] > as {
		a.dept = ""
	}
	if a.hidden["left"] > as {
		a.left = 0
	}
	if a.hidden["close"] > as {
		a.close = ""
	}
	if a.hidden["last-called"] > as {
		a.called = 0
	}
	return a
}

func drawAlumnus(t *rapid.T) alumnus {
	a := alumnus{
		skills: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"go", "redis", "machine learning"}), 0, 3, rapid.ID).Draw(t, "skills"),
		dept:   rapid.SampledFrom([]string{"", "営業部", "第一営業部", "IT", "Ｉｔ企画"}).Draw(t, "dept"),
		left:   rapid.SampledFrom([]int{0, 2018, 2019, 2020, 2021}).Draw(t, "left"),
		close:  rapid.SampledFrom([]string{"", "gigs", "quiet"}).Draw(t, "close"),
		called: rapid.SampledFrom([]int{0, today, today - 1, today - 90, today - 91}).Draw(t, "called"),
		name:   rapid.SampledFrom([]string{"", "佐藤 葵", "Go Tanaka", "あおい"}).Draw(t, "name"),
		hidden: map[string]AccessLevel{},
	}
	for _, k := range testKeys {
		a.hidden[k.Name] = AccessLevel(rapid.IntRange(0, int(Bot)).Draw(t, "hidden"))
	}
	return a
}

// asked is a condition as somebody types it, with what it means for a record,
// said without the help of anything in this package.
type asked struct {
	text  string
	holds func(alumnus) bool
}

func hasSkill(name string) func(alumnus) bool {
	return func(a alumnus) bool { return slices.Contains(a.skills, name) }
}

var askable = []asked{
	{"skill:go", hasSkill("go")},
	{"スキル：ＧＯ言語", hasSkill("go")},
	{"skill:redis,機械学習", func(a alumnus) bool {
		return hasSkill("redis")(a) || hasSkill("machine learning")(a)
	}},
	{"skill:none", func(a alumnus) bool { return len(a.skills) == 0 }},
	{"dept:営業", func(a alumnus) bool { return strings.Contains(a.dept, "営業") }},
	{"部署:it", func(a alumnus) bool { return a.dept == "IT" || a.dept == "Ｉｔ企画" }},
	{"dept:第一,none", func(a alumnus) bool { return strings.Contains(a.dept, "第一") || a.dept == "" }},
	{"left:2019..2020", func(a alumnus) bool { return a.left == 2019 || a.left == 2020 }},
	{"退職:2020年以降", func(a alumnus) bool { return a.left >= 2020 }},
	{"left:<2019", func(a alumnus) bool { return a.left == 2018 }},
	{"left:*", func(a alumnus) bool { return a.left != 0 }},
	{"close:gigs", func(a alumnus) bool { return a.close == "gigs" }},
	{"近さ:なし", func(a alumnus) bool { return a.close == "" }},
	{"last-called:>90d", func(a alumnus) bool { return a.called == 0 || a.called < today-90 }},
	{"last-called:<=90d", func(a alumnus) bool { return a.called >= today-90 }},
	{"last-called:1d..90d", func(a alumnus) bool { return a.called < today && a.called >= today-90 }},
	{"go", func(a alumnus) bool {
		return hasSkill("go")(a) || a.name == "Go Tanaka"
	}},
	{"葵", func(a alumnus) bool { return a.name == "佐藤 葵" }},
	{"アオイ", func(a alumnus) bool { return a.name == "あおい" }},
	{"営業", func(a alumnus) bool { return strings.Contains(a.dept, "営業") }},
	{"言語", func(a alumnus) bool { return len(a.skills) > 0 }}, // a skill also reads so: someTexts
}

// TestQueriesAgreeWithRecords: what a query finds is what one finds who looks
// at each record, at what is not hidden from them.
func TestQueriesAgreeWithRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(drawAlumnus), 1, 20).Draw(t, "records")
		x := anIndex()
		for i, a := range records {
			x.add(entry{uint32(i + 1), a.facts()})
		}
		x.compact()
		var texts []string
		var conditions []func(alumnus) bool
		for range rapid.IntRange(1, 4).Draw(t, "conditions") {
			c := rapid.SampledFrom(askable).Draw(t, "condition")
			text, holds := c.text, c.holds
			if rapid.Bool().Draw(t, "not") {
				text, holds = "-"+text, func(a alumnus) bool { return !c.holds(a) }
			}
			texts, conditions = append(texts, text), append(conditions, holds)
		}
		text := strings.Join(texts, rapid.SampledFrom([]string{" ", "　", "  "}).Draw(t, "space"))
		e, err := forManagers.Parse(bot.Japanese, text)
		if err != nil {
			t.Fatalf("%q: %s", text, words(err))
		}
		as := AccessLevel(rapid.IntRange(0, int(Bot)).Draw(t, "as"))
		var want []uint32
		for i, a := range records {
			fails := func(holds func(alumnus) bool) bool { return !holds(a.seen(as)) }
			if len(a.facts()) > 0 && !slices.ContainsFunc(conditions, fails) {
				want = append(want, uint32(i+1))
			}
		}
		if diff := cmp.Diff(want, append([]uint32(nil), question{x, as, today}.eval(e).List()...)); diff != "" {
			t.Fatalf("%q (-records +index):\n%s", text, diff)
		}
	})
}

// viewOf is a view of an index that nobody changes.
func viewOf(x *index, as AccessLevel) View { return View{of: still(x), as: as, today: today} }

func crowd() *index {
	x := anIndex()
	add := func(ordinal uint32, a alumnus) { x.add(entry{ordinal, a.facts()}) }
	managers := map[string]AccessLevel{"close": Managers, "last-called": Managers}
	add(1, alumnus{skills: []string{"go", "redis"}, dept: "開発部", left: 2019, close: "gigs", name: "佐藤 葵", hidden: managers})
	add(2, alumnus{skills: []string{"go"}, dept: "開発部", left: 2020, close: "gigs", name: "鈴木 翔", hidden: managers})
	add(3, alumnus{skills: []string{"machine learning"}, dept: "営業 第一", left: 2020, close: "quiet", hidden: managers})
	add(4, alumnus{skills: []string{"c++"}, dept: "営業", left: 2021, called: today - 100, hidden: managers})
	x.compact()
	return x
}

func TestComplete(t *testing.T) {
	members, managers := viewOf(crowd(), Members), viewOf(crowd(), Managers)
	for _, c := range []struct{ text, want string }{
		{"", "[] skill: | dept: | left:"},
		{"s", "[s 1] skill:"},
		{"skill:", "[] skill:go 2 | skill:c++ 1 | skill:machine learning 1 | skill:redis 1"},
		{"skill:g", "[] skill:go 2"},
		{"skill:golang", "[skill:golang 2] skill:go 2"},
		{"skill:go", "[skill:go 2] "},
		{"skill:go,", "[] skill:go,c++ 3 | skill:go,machine learning 3 | skill:go,redis 2"},
		{"skill:go ", "[skill:go 2] skill: | dept: | left:"},
		{"skill:go left:", "[] left:2019 1 | left:2020 1 | left:>=2020 1"},
		{"skill:go -left:", "[] -left:2019 1 | -left:2020 1 | -left:>=2020 1"},
		{"dept:第", "[dept:第 1] dept:\"営業 第一\" 1"},
		{"dept:", "[] dept:開発部 2 | dept:営業 2 | dept:\"営業 第一\" 1"},
		{"mach", "[mach 1] skill:machine learning 1"},
		{"go", "[go 2] skill:go 2"},
		{"close:", "[] "},
		{"skil:go left:", "[] "}, // what is wrong before is to be put right first
		{"zzz", "[] "},
	} {
		if got := offered(bot.English, members, forMembers, c.text, -1); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"close:", "[] close:gigs 2 | close:quiet 1"},
		{"-close:g", "[] -close:gigs 2"},
		{"skill:go 近", "[] 近さ:"},
		{"近さ:", "[] 近さ:gigs 2 | 近さ:quiet 1"},
		{"声がけ:", "[] 声がけ:>90d 4 | 声がけ:none 3"},
		{"副", "[] 近さ:gigs 2"},
		{"機", "[] スキル:機械学習 1"},
	} {
		if got := offered(bot.Japanese, managers, forManagers, c.text, -1); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	if got, want := offered(bot.English, members, forMembers, "skill:g left:2020", 7), "[] skill:go 1"; got != want {
		t.Errorf("in the middle: %s, want %s", got, want)
	}
}

// offered is what completion offers, the query as it is in brackets.
func offered(l bot.Locale, v View, in *Language, text string, cursor int) string {
	if cursor < 0 {
		cursor = len([]rune(text))
	}
	first, rest := "", []string(nil)
	for _, o := range in.Complete(l, v, text, cursor, 25) {
		said := o.Label
		if o.Count >= 0 {
			said = fmt.Sprintf("%s %d", o.Label, o.Count)
		}
		if o.Text == text {
			first = said
		} else {
			rest = append(rest, said)
		}
	}
	return "[" + first + "] " + strings.Join(rest, " | ")
}

// FuzzComplete: whatever is typed, each offer is a query that finds as many as
// it says, and keeps what was typed around it.
func FuzzComplete(f *testing.F) {
	for _, text := range []string{"skill:g left:2020", "-dept:「営", "スキル：go、", "left:>=", "go -- x:", "\"a", "close:gigs skill:"} {
		f.Add(text, len(text)/2)
		f.Add(text, len(text))
	}
	f.Add("Close:gig", 8)
	x := crowd()
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		for _, l := range []*Language{forManagers, forMembers} {
			v := viewOf(x, l.as)
			for _, o := range l.Complete(bot.Japanese, v, text, cursor, 10) {
				if o.Cursor < 0 || o.Cursor > len([]rune(o.Text)) {
					t.Fatalf("%q at %d: the cursor of %q is %d", text, cursor, o.Text, o.Cursor)
				}
				if o.Count < 0 {
					continue
				}
				e, err := l.Parse(bot.English, o.Text)
				if err != nil {
					t.Fatalf("%q at %d: offers %q: %s", text, cursor, o.Text, words(err))
				}
				if n := v.Count(e); n != o.Count {
					t.Fatalf("%q at %d: offers %q for %d, finds %d", text, cursor, o.Text, o.Count, n)
				}
			}
		}
	})
}

func TestNearby(t *testing.T) {
	v := viewOf(crowd(), Members)
	for _, c := range []struct {
		text, want string
		n          int
	}{
		{"skill:radis", "skill:redis", 1},
		{"skill:radis left:2019", "skill:redis left:2019", 1},
		{"skill:radis left:2021", "", 0}, // nobody either
		{"dept:開発郡", "dept:開発部", 2},
		{"radis", "redis", 1},
		{"skill:go", "", 0},     // finds somebody
		{"skill:cobol", "", 0},  // nothing is like it
		{"-skill:radis", "", 0}, // leaving nobody out is no mistake
		{"", "", 0},
	} {
		e, err := forMembers.Parse(bot.English, c.text)
		if err != nil {
			t.Fatal(err)
		}
		near, n, ok := forMembers.Nearby(v, e)
		if got := forMembers.String(near); ok != (c.want != "") || ok && (got != c.want || n != c.n) {
			t.Errorf("%q: %q for %d, want %q for %d", c.text, got, n, c.want, c.n)
		}
	}
}
