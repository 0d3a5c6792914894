package engine

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

func testGrammar() grammar {
	g, err := newGrammar([]bot.Route{
		{Name: "gig.post", Command: "gig post", Options: []bot.Option{{Name: "title"}, {Name: "pay"}, {Name: "skills"}}},
		{Name: "gig.list", Command: "gig list"},
		{Name: "alumni.find", Command: "alumni find", Options: []bot.Option{{Name: "text", Query: true}, {Name: "skill"}}},
	})
	if err != nil {
		panic(err)
	}
	return g
}

func TestReadLine(t *testing.T) {
	for _, test := range []struct {
		line, route string
		want        bot.Values
	}{
		{"/gig post", "gig.post", bot.Values{}},
		{"gig post", "gig.post", bot.Values{}},
		{"／ＧＩＧ　Post", "gig.post", bot.Values{}},
		{"/gig post title:API の改修 pay:50万円", "gig.post", bot.Values{"title": "API の改修", "pay": "50万円"}},
		{"/gig post　ｔｉｔｌｅ：API　pay：50万円", "gig.post", bot.Values{"title": "API", "pay": "50万円"}},
		{"/gig post API の改修 pay:1", "gig.post", bot.Values{"title": "API の改修", "pay": "1"}},
		{`/gig post title:"ask about pay: later" pay:5`, "gig.post", bot.Values{"title": "ask about pay: later", "pay": "5"}},
		{`/gig post title:“ask pay: later” pay:5`, "gig.post", bot.Values{"title": "ask pay: later", "pay": "5"}},
		{"/gig post title:see https://example.com/a pay:", "gig.post", bot.Values{"title": "see https://example.com/a", "pay": ""}},
		{"/gig post https://example.com", "gig.post", bot.Values{"title": "https://example.com"}},
		{"/gig post title:「改修」と pay: 5", "gig.post", bot.Values{"title": "「改修」と", "pay": "5"}},
		{"/alumni find go redis", "alumni.find", bot.Values{"text": "go redis"}},
		{"/alumni find hours:>=10 -company:x skill:go", "alumni.find", bot.Values{"text": "hours:>=10 -company:x", "skill": "go"}},
		{"/alumni find skill:go\ntext:a\nb", "alumni.find", bot.Values{"skill": "go", "text": "a\nb"}},
	} {
		t.Run(test.line, func(t *testing.T) {
			route, rest, ok := testGrammar().command(test.line)
			if !ok || route.Name != test.route {
				t.Fatalf("command: got %v, %v", route, ok)
			}
			got, err := readOptions(route.Options, rest)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRefuseLine(t *testing.T) {
	for _, line := range []string{"", "/", "/gig", "hello", "/gigpost", "post gig"} {
		if r, _, ok := testGrammar().command(line); ok {
			t.Errorf("%q: read as %s", line, r.Name)
		}
	}
	for _, line := range []string{"/gig post titel:x", "/gig list now", "/gig post title:a pay:1 title:b", "/gig list x:y"} {
		route, rest, _ := testGrammar().command(line)
		if v, err := readOptions(route.Options, rest); err == nil {
			t.Errorf("%q: read as %v", line, v)
		}
	}
}

// A megabyte is read as fast as it is long: in time that grows with the square
// of it, this test would take an hour.
func TestALongLineIsReadOnce(t *testing.T) {
	for _, unit := range []string{"a ", "長い文 ", `" `, "https://example.com/ "} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		route, rest, _ := testGrammar().command("/gig post title:" + text + "pay:5")
		values, err := readOptions(route.Options, rest)
		if err != nil || values["title"] != strings.TrimSpace(text) || values["pay"] != "5" {
			t.Errorf("%q: not read as it was typed (%v)", unit, err)
		}
	}
}

// Whatever is typed, nothing of it is lost: what stands in the values, without
// names, quotation marks and white space, is what was typed.
func FuzzReadLine(f *testing.F) {
	f.Add("/gig post title:API の改修 pay:50万円")
	f.Add(`gig post "x pay:1" skills:“a b”`)
	f.Add("/alumni find ｓｋｉｌｌ：go")
	f.Fuzz(func(t *testing.T, line string) {
		route, rest, ok := testGrammar().command(line)
		if !ok {
			return
		}
		values, err := readOptions(route.Options, rest)
		if err != nil {
			return
		}
		for name, value := range values {
			if utf8.ValidString(line) && !utf8.ValidString(value) {
				t.Errorf("%s: cut within a character: %q", name, value)
			}
			if !strings.Contains(rest, value) {
				t.Errorf("%s: %q does not stand in %q", name, value, rest)
			}
		}
	})
}
