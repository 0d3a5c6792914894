package audience

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// drawCondition draws one that Parse could have returned.
func drawCondition(t *rapid.T) Expr {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"営業", "a b", "go", "machine", "learning", "none", "OR", "-x", `a"b`, "「x」", "x:y", "a,b", "2019", "*", "もしくは", "ー", "."}),
		rapid.StringN(1, 8, -1).Filter(func(s string) bool {
			return tidy(s) == s && strings.Map(visible, s) == s && i18n.Fold(s) != "" && utf8.ValidString(s)
		}),
	)
	skill := rapid.SampledFrom([]string{"go", "redis", "machine learning", "learning", "c++", "none", "unheard of", `quo"ted`})
	year := rapid.IntRange(1950, 2199)
	drawn := func() Expr {
		key := rapid.SampledFrom(testKeys).Draw(t, "key")
		if rapid.IntRange(0, 9).Draw(t, "about there being any") == 0 {
			return rapid.SampledFrom([]Expr{None{key.Name}, Not{None{key.Name}}}).Draw(t, "any")
		}
		switch key.Kind {
		case Exact:
			return Term("skill:" + skill.Draw(t, "skill"))
		case Words:
			return Contains{key.Name, word.Draw(t, "word")}
		case Choice:
			return Term("close:" + rapid.SampledFrom([]string{"gigs", "quiet"}).Draw(t, "pick"))
		case Number:
			from, to := year.Draw(t, "from"), year.Draw(t, "to")
			return rapid.SampledFrom([]Expr{
				Between{key.Name, min(from, to), max(from, to)}, Between{key.Name, from, NoLimit}, Between{key.Name, NoStart, to},
			}).Draw(t, "years")
		default:
			from, to := rapid.IntRange(0, 400).Draw(t, "from"), rapid.IntRange(0, 400).Draw(t, "to")
			return rapid.SampledFrom([]Expr{
				Ago{key.Name, min(from, to), max(from, to)}, Ago{key.Name, from, NoLimit}, Ago{key.Name, 0, to},
			}).Draw(t, "days")
		}
	}
	keyOf := func(e Expr) string { key, _ := value(e, quote); return key }
	var first Expr
	if rapid.IntRange(0, 2).Draw(t, "without a key") == 0 {
		free := Free{Word: word.Draw(t, "word")}
		if knowsSkill(free.Word) {
			free.Also = Term("skill:" + readSkills(free.Word)[0])
		}
		first = free
	} else {
		first = drawn()
	}
	either := Any{first}
	for range rapid.IntRange(0, 2).Draw(t, "others") {
		if e := drawn(); keyOf(e) == keyOf(first) && !slices.Contains(either, e) {
			either = append(either, e)
		}
	}
	var e Expr = either
	if len(either) == 1 {
		e = first
	}
	if not, is := e.(Not); is {
		return not
	}
	if rapid.Bool().Draw(t, "not") {
		return Not{e}
	}
	return e
}

func TestQueriesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := All{}
		for range rapid.IntRange(0, 4).Draw(t, "conditions") {
			want = append(want, drawCondition(t))
		}
		text := forManagers.String(want)
		got, err := forManagers.Parse(bot.English, text)
		if err != nil {
			t.Fatalf("%#v is written %q: %s", want, text, words(err))
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%#v is written %q\nand read %#v", want, text, got)
		}
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			if said := forManagers.Words(l, got); said == "" || strings.Contains(said, "%!(") {
				t.Fatalf("%q in words: %q", text, said)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"skill:go left:2019..2023 dept:sales close:gigs last-called:>90d -dept:x", "スキル：Ｇｏ言語、redis　退職：2019年〜2023年 ー部署：「営業 第一」",
		"skill:machine learning go", `"a ""b""",c -"d"`, "left:>= 2019 - 2020", "last-called:30〜90日,none", "- -- ー:ー", "skill:*,none -skill:-", "\xff:\xfe,", "：：、「",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range []*Language{forManagers, forMembers} {
			e, err := l.Parse(bot.Japanese, text)
			if err != nil {
				checkRefused(t, l, text, err)
				continue
			}
			written := l.String(e)
			if utf8.RuneCountInString(written) > MaxQuery {
				continue
			}
			again, err := l.Parse(bot.Japanese, written)
			if err != nil || !reflect.DeepEqual(again, e) {
				t.Fatalf("%q is %#v,\nwritten %q,\nread %#v (%v)", text, e, written, again, err)
			}
			if l.Words(bot.English, e) == "" {
				t.Fatalf("%q has no words", text)
			}
			for _, ordinal := range (question{anIndex(), l.as, today}).eval(e).List() {
				t.Fatalf("%q finds member %d of none", text, ordinal)
			}
		}
	})
}

func checkRefused(t *testing.T, l *Language, text string, err error) {
	var r *Refused
	if !errors.As(err, &r) {
		t.Fatalf("%q: %v", text, err)
	}
	n := utf8.RuneCountInString(strings.ToValidUTF8(text, "\uFFFD"))
	if r.From < 0 || r.From > r.To || r.To > n || r.Text.String() == "" {
		t.Fatalf("%q: refused from %d to %d of %d: %q", text, r.From, r.To, n, r.Text)
	}
	if r.Try == "" {
		return
	}
	var still *Refused
	if _, err := l.Parse(bot.Japanese, r.Try); errors.As(err, &still) && still.From <= r.From {
		t.Fatalf("%q: %q does not help: %s", text, r.Try, still.Text)
	}
}
