package bottest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

const people = "! person hana \"Hana\" en insider\n! person mei \"Mei\" en hr insider\n"

func TestTellsWhatReadsDifferently(t *testing.T) {
	text := people + "hana> home\n  home:\n    = アクメ alumni\n    2026-12-01 10:00\n"
	played, err := Player{Build: newClub}.Play(t.Context(), "x", []byte("! traits roomy: short\n"+text), false)
	if err != nil {
		t.Fatal(err)
	}
	want := `x:4: (roomy) hana> home
    home:
      = アクメ alumni
-     2026-12-01 10:00
+     2026-12-01 09:00
`
	if played.Differences != want {
		t.Errorf("got:\n%s\nwant:\n%s", played.Differences, want)
	}
	if !strings.HasSuffix(string(played.Script), "hana> home\n  home:\n    = アクメ alumni\n    2026-12-01 09:00\n") {
		t.Errorf("rewritten as:\n%s", played.Script)
	}
}

func TestNothingExpectedMeansNothingShown(t *testing.T) {
	played, err := Player{Build: newClub}.Play(t.Context(), "x", []byte(people+"hana> home\n"), false)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(played.Differences, "+   home:") != 2 {
		t.Errorf("got:\n%s", played.Differences)
	}
}

func TestSaysWhatCannotBePlayed(t *testing.T) {
	for text, want := range map[string]string{
		"ken> home":                 "x:3: (roomy) nobody is called ken",
		"! locale ken en":           "x:3: (roomy) nobody is called ken",
		"! person hana \"H\" en hr": "x:3: (roomy) there is somebody called hana already",
		"hana> [Vote]":              "x:3: (roomy) hana sees no button there",
		"mei> /club poll question:a\nhana> [Vote]": "x:4: (roomy) hana sees no button [Vote] there; there is: [一票] [投票する] [締め切る]\nbefore that:\nmei> /club poll",
		"hana> send":                      "x:3: (roomy) hana has no form open",
		"mei> send form of hana":          "x:3: (roomy) hana has no form open",
		"hana> /club join\nhana> hour: 1": "x:4: (roomy) the form has no field hour",
		"! traits cramped: short\nhana> /club join\nhana> x: 1":       "x:5: (cramped) the form has no field x",
		"hana> /club join\nhana> day: Monday":                         "x:4: (roomy) day: \"Monday\" is not on offer (土, 日); with day!: it is sent all the same",
		"hana> /club join\nhana> friend: ken":                         "x:4: (roomy) friend: nobody is called ken",
		"hana> use \"Post as gig\"":                                   "x:3: (roomy) there is no message in a channel",
		"hana in #a> b\nhana> use \"Post as gig\"":                    "x:4: (roomy) no shortcut is called",
		"hana> complete /club":                                        "x:3: (roomy) \"/club\" does not end in an option",
		"! stored has \"soup\"":                                       "x:3: (roomy) nothing stored has \"soup\"",
		"mei> /club poll question:soup\n! stored nothing of \"soup\"": "x:4: (roomy) what is stored has \"soup\":\n",
		"mei> /club poll question:soup\n! stored hana has \"soup\"":   "x:4: (roomy) nothing stored has \"soup\"",
		"! stored ken has \"soup\"":                                   "x:3: (roomy) nobody is called ken",
		"! clock 2026-11-30 09:00":                                    "x:3: (roomy) the clock is at 2026-12-01 09:00 and only goes forward",
		"! twice\nhana in #a> b":                                      "x:4: (roomy) the bot hears nothing of this act",
	} {
		_, err := Player{Build: newClub}.Play(t.Context(), "x", []byte(people+text), false)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s…", text, err, want)
		}
	}
}

func TestFailsOnWhatNoPlatformWouldTake(t *testing.T) {
	row := func(n int) bot.Buttons {
		var row bot.Buttons
		for range n {
			row = append(row, bot.Button{Label: "x", Action: bot.Action{Community: Home, Route: "bad.show"}})
		}
		return row
	}
	input := bot.Input{Base: bot.Base{Name: "a", Label: strings.Repeat("あ", 46)}}
	for name, tt := range map[string]struct {
		show bot.Message
		form []bot.Field
		fail error
		want string
	}{
		"six buttons":    {show: bot.Message{}.With(row(6)), want: "6 buttons in a row"},
		"six rows":       {show: bot.Message{}.With(row(1), row(1), row(1), row(1), row(1), row(1)), want: "6 rows of buttons"},
		"long label":     {show: bot.Message{}.With(bot.Buttons{{Label: strings.Repeat("x", 76), Action: bot.Action{Route: "a.b"}}}), want: "button label"},
		"long argument":  {show: bot.Message{}.With(bot.Buttons{{Label: "x", Action: bot.Action{Route: "a.b", Arg: strings.Repeat("x", 61)}}}), want: "argument of 61 bytes"},
		"long text":      {show: bot.Say(bot.Plain(strings.Repeat("あ", 2001))), want: "characters in one message"},
		"no content":     {show: bot.Message{}, want: "a message without content"},
		"long label two": {form: []bot.Field{input}, want: "label"},
		"failure":        {fail: errors.New("disk full"), want: "disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			build := func(env Env) Bot {
				r := bot.Route{
					Name: "bad.show", Command: "bad", Allow: bot.Insider,
					Do: func(context.Context, *bot.Call) (bot.Answer, error) { return bot.Reply{Message: tt.show}, tt.fail },
				}
				if tt.form != nil {
					r.Form = func(context.Context, *bot.Call) (bot.Form, error) {
						return bot.Form{Title: "F", Submit: "S", Pages: []bot.Page{{Fields: tt.form}}}, nil
					}
				}
				return Bot{Features: []bot.Feature{{Name: "bad", Routes: []bot.Route{r}}}, People: profiles{env}}
			}
			_, err := Player{Build: build}.Play(t.Context(), "x", []byte(people+"hana> /bad\n"), false)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something about %q", err, tt.want)
			}
		})
	}
}

func TestFindsFaultsOfFeatures(t *testing.T) {
	do := func(context.Context, *bot.Call) (bot.Answer, error) { return bot.Nothing{}, nil }
	good := bot.Route{Name: "a.b", Command: "a b", Allow: bot.HR, Summary: both("あ", "a"), Do: do}
	with := func(change func(*bot.Route)) []bot.Route {
		r := good
		change(&r)
		return []bot.Route{r}
	}
	many := make([]bot.Option, 26)
	for i := range many {
		many[i] = bot.Option{Name: "o" + string(rune('a'+i)), Summary: both("あ", "a")}
	}
	for name, tt := range map[string]struct {
		routes []bot.Route
		want   string
	}{
		"good":            {[]bot.Route{good}, ""},
		"twice":           {[]bot.Route{good, good}, "exists twice"},
		"name":            {with(func(r *bot.Route) { r.Name = "Post" }), "a name such as gig.post"},
		"nobody may":      {with(func(r *bot.Route) { r.Allow = 0 }), "Allow"},
		"capitals":        {with(func(r *bot.Route) { r.Command = "a B" }), "command word"},
		"below a command": {append(with(func(r *bot.Route) { r.Name, r.Command = "a.c", "a" }), good), "cannot be one itself"},
		"above a command": {append([]bot.Route{good}, with(func(r *bot.Route) { r.Name, r.Command = "a.c", "a" })...), "cannot be one itself"},
		"no summary":      {with(func(r *bot.Route) { r.Summary = nil }), "no summary"},
		"long summary":    {with(func(r *bot.Route) { r.Summary = both(strings.Repeat("あ", 101), "a") }), "101 characters"},
		"not Japanese":    {with(func(r *bot.Route) { r.Summary = both("b", "a") }), "the Japanese holds none"},
		"not English":     {with(func(r *bot.Route) { r.Summary = both("あ", "い") }), "the English holds Japanese"},
		"many options":    {with(func(r *bot.Route) { r.Options = many }), "26 options"},
		"same option":     {with(func(r *bot.Route) { r.Options = []bot.Option{many[0], many[0]} }), "unique"},
		"required later": {with(func(r *bot.Route) {
			r.Options = []bot.Option{many[0], {Name: "z", Required: true, Summary: good.Summary}}
		}), "comes before"},
		"unknown kind":     {with(func(r *bot.Route) { r.Options = []bot.Option{{Name: "z", Kind: "color", Summary: good.Summary}} }), "no kind"},
		"long shortcut":    {with(func(r *bot.Route) { r.OnMessage = both(strings.Repeat("あ", 25), "a") }), "shortcut"},
		"direct, formless": {with(func(r *bot.Route) { r.Direct = true }), "Direct"},
	} {
		t.Run(name, func(t *testing.T) {
			err := errors.Join(featureFaults([]bot.Feature{{Name: "a", Routes: tt.routes}})...)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want something about %q", err, tt.want)
			}
		})
	}
}

func TestReadsACast(t *testing.T) {
	cast, err := parseCast("people.cast", []byte("# c\n! person aoi \"原 葵\" ja insider\n  skills: go\n! person bo \"Bo\" en insider hr\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cast) != 2 || len(cast[0].Facts) != 1 || cast[0].Facts[0] != (Fact{"skills", "go"}) || len(cast[1].Facts) != 0 {
		t.Errorf("read %+v", cast)
	}
	for text, want := range map[string]string{
		"hana> home\n":                         "people.cast:1: a cast file holds people",
		"! person bo \"Bo\" en hr\n  skills\n": "people.cast:2: what is known of a member",
	} {
		if _, err := parseCast("people.cast", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
