package bottest

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/google/go-cmp/cmp"
)

func TestReadsActs(t *testing.T) {
	for text, want := range map[string]deed{
		"hana> /gig post title:a":                  act{"hana", types{"#general", "/gig post title:a"}},
		"hana in #gigs> /gig list":                 act{"hana", types{"#gigs", "/gig list"}},
		"hana> /gig post\n  >> pay:1":              act{"hana", types{"#general", "/gig post\npay:1"}},
		"hana in #random> API を直せる人 [Open]?":       act{"hana", posts{"#random", "API を直せる人 [Open]?"}},
		"hana> @bot home":                          act{"hana", writes{"home"}},
		"hana> @bot":                               act{"hana", writes{""}},
		"hana> home":                               act{"hana", looks{}},
		"hana> name: 田中; note: a; b; hours!: -1":   act{"hana", fills{"", []entry{{"name", "田中", false}, {"note", "a; b", false}, {"hours", "-1", true}}}},
		"hana> name:":                              act{"hana", fills{"", []entry{{"name", "", false}}}},
		"hana> a: 1\n  > b: 2; c: 3\n  >> more":    act{"hana", fills{"", []entry{{"a", "1", false}, {"b", "2; c: 3\nmore", false}}}},
		"hana> send":                               act{"hana", fills{}},
		"hana> send form of ken\n  > a: 1":         act{"hana", fills{"ken", []entry{{"a", "1", false}}}},
		"hana> [Accept]":                           act{"hana", presses{label: "Accept"}},
		"hana> [応募 (2)] of ken on #gigs in A on B": act{"hana", presses{label: "応募 (2)", of: "ken", on: "#gigs", in: "A on B"}},
		"hana> earlier [X] on direct as acme||y":   act{"hana", presses{label: "X", earlier: true, on: "direct", forged: "acme||y"}},
		"hana> [X] after 花さん":                      act{"hana", presses{label: "X", after: "花さん"}},
		`hana> use "Post as gig"`:                  act{"hana", uses{"Post as gig", ""}},
		`hana> use "Post as gig" on "API"`:         act{"hana", uses{"Post as gig", "API"}},
		"hana> complete /gig find skill:g":         act{"hana", completes{"/gig find skill:g"}},
		"! traits cramped: it is about paging":     setTraits{cramped: true, why: "it is about paging"},
		"! only here: it needs a letter":           setWhere{true, []string{"here"}, "it needs a letter"},
		"! not page discord: x: y":                 setWhere{false, []string{"page", "discord"}, "x: y"},
		"! cast people.cast":                       setCast{"people.cast"},
		"! sending weekly_budget = 0":              setSending{"weekly_budget = 0"},
		"! channels unset":                         setNoChannels{},
		"! installed boss hana":                    installs{[]string{"boss", "hana"}},
		"! traits both":                            setTraits{roomy: true, cramped: true},
		"! community seeded en":                    setCommunity{true, bot.English},
		"! clock 2026-12-02 08:30":                 moveClock{to: time.Date(2026, 12, 2, 8, 30, 0, 0, tokyo())},
		"! clock +1d2h3m":                          moveClock{by: 26*time.Hour + 3*time.Minute},
		`! person zoe "Zoe" en hr admin at globex`: setPerson{Person{"zoe", "Zoe", bot.English, bot.HR | bot.Admin, Other}},
		`! person out "外" ja outsider`:             setPerson{Person{"out", "外", bot.Japanese, 0, Home}},
		"! roles hana hr manager":                  setRoles{"hana", bot.HR | bot.Manager},
		"! inbox hana closed":                      setInbox{"hana", true},
		"! restart":                                restarts{},
		"! stop":                                   halts{},
		"! start":                                  halts{start: true},
		"! limit on":                               limits{on: true},
		"! twice":                                  again{},
		`! stored nothing of "a "b" c"`:            looksInto{text: `a "b" c`},
		`! stored hana has "a"`:                    looksInto{"hana", true, "a"},
	} {
		s, err := parse("x", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, s.steps[0].do, cmp.AllowUnexported(act{}, types{}, posts{}, writes{}, fills{}, entry{}, presses{},
			uses{}, completes{}, looks{}, setTraits{}, setCommunity{}, moveClock{}, setPerson{}, setRoles{}, setInbox{}, restarts{}, halts{}, limits{}, again{}, setCast{}, setSending{}, installs{}, looksInto{}, setWhere{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestRefusesWhatIsNotTheLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"hello":                                      "x:1: not a comment",
		"Hana> home":                                 "x:1: not a comment",
		"hana> hello there":                          "x:1: what does that mean?",
		"hana in #general>":                          "x:1: what does hana write",
		"# c\n\n  only you:":                         "x:3: an indented line belongs below an act",
		"hana> home\n\n  home:":                      "x:3: an indented line",
		"hana> home\n home:":                         "x:2: indent by two spaces",
		"hana> home\n\thome:":                        "x:2: indent by two spaces",
		"hana> a: 1\n  fault a: x\n  > b: 1":         "x:3: a line that begins with >",
		"  > b: 1":                                   "x:1: a line that begins with >",
		"hana> a: 1\n  > b 2":                        "x:1: a field is written as",
		"hana> a: 1; a: 2":                           "x:1: the field a is filled in twice",
		"hana> send\n  >> x":                         "x:1: >> continues the value",
		"hana> @bot a\n  > b: 1":                     "x:1: a text is continued by",
		"hana> [A]\n  > b: 1":                        "x:1: only a form",
		"! traits roomy":                             "x:1: traits are both, or roomy or cramped with a reason",
		"! only discord":                             "x:1: say why behind a colon",
		"! only discord, slack: x":                   "x:1: there is no place \"discord,\"",
		"! not here: x":                              "x:1: there is no place \"here\"",
		"! traits big":                               "x:1: traits are",
		"! sending weekly = 0":                       "x:1: as in the configuration",
		"! cast /etc/passwd":                         "x:1: a cast is a file",
		"! installed":                                "x:1: as in:",
		"! weather fine":                             "x:1: after ! there is one of",
		"! clock +":                                  "x:1: the clock is set as",
		"! clock 2026-02-30 09:00":                   "x:1: the clock is set as",
		"! person Hana \"H\" ja hr":                  "x:1: a person is declared as",
		"! person hana \"H\" ja":                     "x:1: which roles?",
		"! person hana \"H\" ja member":              "x:1: roles are",
		"! inbox hana ajar":                          "x:1: as in:",
		"hana> home\n! traits both":                  "x:2: what is there at the start is said",
		"! restart now":                              "x:1: after ! there is one of",
		"! restart\n  > more":                        "x:1: a line with ! has no continuation",
		"! person hana \"H\" ja hr at somewhere":     "x:1: roles are",
		"! community full":                           "x:1: a community is",
		"hana> home\n  home:\n    = x\nken> [] of x": "x:4: what does that mean?",
	} {
		_, err := parse("x", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s…", text, err, want)
		}
	}
}

// TestKeepsEveryLine holds that a script which is not rewritten stays as it is.
func TestKeepsEveryLine(t *testing.T) {
	text := "# First.\n\n! twice\nhana> a: 1\n  > b: 2\n  only you:\n    text\n# between\nken> home\n\n# last\n"
	s, err := parse("x", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, s.String()); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"# c\n! traits both\n! person hana \"田中 花\" ja insider\nhana> /alumni register\n  form: 登録\n    name: 氏名 *\n\nhana> name: x; b: y\n  > c: z\n  >> w\n",
		"hana> [A] of ken on #gigs as a|b|c in text\n  only you:\n    x",
		"hana in #general> hi\nhana> use \"Post as gig\"\n! clock +3d\n! restart\n! twice\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parse("x", []byte(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Fatalf("an error without its line: %v", err)
			}
			return
		}
		written := s.String()
		again, err := parse("x", []byte(written))
		if err != nil {
			t.Fatalf("what was read is not read again: %v\n%s", err, written)
		}
		if again.String() != written || len(again.steps) != len(s.steps) {
			t.Fatalf("changes when it is written:\n%q\n%q", written, again.String())
		}
	})
}

func TestLeavesOutWhatAScriptSaysItIsNotFor(t *testing.T) {
	for line, want := range map[string]string{ // the places where it is played; "" is the program
		"":                    " here slack discord page",
		"! only discord: why": " here discord",
		"! not page: why":     " here slack discord",
		"! only here: why":    "here slack discord page",
	} {
		s, err := parse("x", []byte(line))
		if err != nil {
			t.Fatal(err)
		}
		var played []string
		for _, place := range []string{"", here, OnSlack, OnDiscord, OnPage} {
			if s.leftOut(place) == "" {
				played = append(played, place)
			}
		}
		if got := strings.Join(played, " "); got != want {
			t.Errorf("%q is played at %q, want %q", line, got, want)
		}
	}
}
