package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTextf(t *testing.T) {
	at := time.Unix(0, 0).UTC()
	for _, test := range []struct {
		name string
		got  Text
		want Text
	}{
		{"plain", Textf("a"), Text{{Text: "a"}}},
		{"empty", Textf(""), nil},
		{"arguments are never markup", Textf("*%s* %s", "**x**", "{a|b} %d"), Text{{Text: "**x**", Bold: true}, {Text: " {a|b} %d"}}},
		{"order", Textf("%[2]s %[1]s", "a", "b"), Text{{Text: "b a"}}},
		{"one", Textf("%d {gig|gigs}", 1), Text{{Text: "1 gig"}}},
		{"many", Textf("%d {gig|gigs}", 0), Text{{Text: "0 gigs"}}},
		{"escapes", Textf("100%% %* %{x"), Text{{Text: "100% * {x"}}},
		{"a text keeps its styles", Textf("*a %s*", Text{{Text: "b", URL: "https://example.com"}}),
			Text{{Text: "a ", Bold: true}, {Text: "b", URL: "https://example.com", Bold: true}}},
		{"moment", Textf("until %s.", Moment{at, "09:00 JST"}), Text{{Text: "until "}, {Text: "09:00 JST", Moment: at}, {Text: "."}}},
		{"mention", Textf("%s", Mention{"web:a", "A"}), Text{{Text: "A", User: "web:a"}}},
		{"link", Textf("%s", Link{"https://example.com", "here"}), Text{{Text: "here", URL: "https://example.com"}}},
		{"missing argument", Textf("%s"), Text{{Text: "%!(missing)"}}},
		{"bad verb", Textf("%x", 1), Text{{Text: "%!(bad verb x)"}}},
		{"lone percent", Textf("5%"), Text{{Text: "5%"}}},
		{"brace without end", Textf("{a"), Text{{Text: "{a"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever the format, formatting ends and an argument appears as it is.
func FuzzFormatText(f *testing.F) {
	f.Add("%s *bold* {a|b} %[1]d", "x")
	f.Add("*%[3]s* %[4]s{a|b}", "x")
	f.Add("%[", "{")
	f.Add("%[9999999999]s", "")
	f.Fuzz(func(t *testing.T, format, arg string) {
		args := []any{arg, 1, Text{{Text: arg, Bold: true}, {Text: "b"}}, Link{URL: "https://example.com", Label: arg}}
		if got, want := FormatString(format, args...), FormatText(format, args...).String(); got != want {
			t.Errorf("%q without styles became %q, want %q", format, got, want)
		}
		if got := FormatText("%s", arg).String(); got != arg {
			t.Errorf("%q became %q", arg, got)
		}
	})
}

func FuzzParseAction(f *testing.F) {
	f.Add("acme|gig.accept|k3j4")
	f.Add("||")
	f.Add("a|b|c|d")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAction(s)
		if err != nil {
			return
		}
		if got := a.Encode(); got != s || len(got) > MaxAction {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestRoles(t *testing.T) {
	for _, test := range []struct {
		have, want Role
		ok         bool
	}{
		{Insider, Insider, true},
		{0, Insider, false},
		{Insider | Employee, HR | Manager, false},
		{Insider | HR, HR | Manager, true},
		{Insider | Admin, HR, true},
		{Insider | Admin, Member, false}, // nobody is an alumnus by running the bot
		{Insider | Admin, Member | HR, true},
	} {
		if got := test.have.Has(test.want); got != test.ok {
			t.Errorf("%s has %s: %v", test.have, test.want, got)
		}
	}
}
