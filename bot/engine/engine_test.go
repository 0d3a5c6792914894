package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

func TestNewReportsContradictions(t *testing.T) {
	do := func(context.Context, *bot.Call) (bot.Answer, error) { return bot.Nothing{}, nil }
	route := func(name, command string) bot.Route {
		return bot.Route{Name: name, Command: command, Allow: bot.Insider, Do: do}
	}
	in := []bot.Community{{ID: "acme", Zone: time.UTC}}
	for want, c := range map[string]Config{
		"":                       {Communities: in, Features: []bot.Feature{{Routes: []bot.Route{route("x.a", ""), route("x.b", ""), route("x.c", "x c")}}}},
		`"x.a" exists twice`:     {Features: []bot.Feature{{Routes: []bot.Route{route("x.a", ""), route("x.a", "")}}}},
		`"x a" belongs to "x.a"`: {Features: []bot.Feature{{Routes: []bot.Route{route("x.a", "x a"), route("x.b", "x a")}}}},
		`"alumni home" belongs`:  {Features: []bot.Feature{{Routes: []bot.Route{route("x.a", "alumni home")}}}},
		`no route "x.help"`:      {Help: "x.help"},
		`"acme" is configured`:   {Communities: append(in, in...)},
		`"a|b": needs`:           {Communities: []bot.Community{{ID: "a|b", Zone: time.UTC}}},
		`"Acme": needs`:          {Communities: []bot.Community{{ID: "Acme", Zone: time.UTC}}},
		`"elevenbytes": needs`:   {Communities: []bot.Community{{ID: "elevenbytes", Zone: time.UTC}}},
		`"nowhere": needs`:       {Communities: []bot.Community{{ID: "nowhere"}}},
		`"x.a": needs Do, Allow`: {Features: []bot.Feature{{Routes: []bot.Route{{Name: "x.a"}}}}},
	} {
		c.DB = redistest.Mini(t).DB
		if _, err := New(c); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
}

func TestFaultsThatTheRouteFinds(t *testing.T) {
	d := newHarness(t, nil)
	d.fail = func(pass int) error {
		if pass == 1 {
			return bot.RefuseField("title", bot.Textf("taken"))
		}
		return nil
	}
	sheet := d.ask(d.command("hana", cramped, "x make title:A hours:3"))
	next := d.send("hana", cramped, sheet.ID, sheet.Values)
	sheet = d.ask(d.press("hana", cramped, next))
	faulty := d.send("hana", cramped, sheet.ID, bot.Values{"task": "t"})
	d.says(faulty, "TITLE: taken", "[Fix]")
	if again := d.ask(d.press("hana", cramped, faulty)); again.Part != 1 {
		t.Errorf("the field is on part 1, not %d", again.Part)
	}
}

func TestDirectRouteSkipsTheForm(t *testing.T) {
	d := newHarness(t, nil)
	d.says(d.command("hana", cramped, "/x quick title:A hours:3"), "made A")
	d.ask(d.command("hana", cramped, "/x quick title:A"))
	faulty := d.command("hana", roomy, "/x quick title:A hours:many")
	d.says(faulty, "HOURS: A whole number", "[Fix]")
	if sheet := d.ask(d.press("hana", roomy, faulty)); sheet.Values["hours"] != "many" {
		t.Errorf("what was typed is lost: %v", sheet.Values)
	}
	d.fail = func(int) error { return bot.RefuseField("title", bot.Textf("taken")) }
	faulty = d.command("hana", roomy, "/x quick title:A hours:3")
	d.says(faulty, "TITLE: taken", "[Fix]")
	if sheet := d.ask(d.press("hana", roomy, faulty)); sheet.Values["title"] != "A" || sheet.Values["hours"] != "3" {
		t.Errorf("what was typed is lost: %v", sheet.Values)
	}
}

// The answer is a form only if Opens said that it may be one.
func TestOpensIsTrueWhereAFormComes(t *testing.T) {
	d := newHarness(t, nil)
	for line, opens := range map[string]bool{
		"/x make": true, "/x quick": true, "/x quick title:A": true, "/x quick title:A hours:x": false, "/x quick title:A hours:1": false,
		"/x hr": false, "/nothing": false, "": false,
	} {
		ev := bot.UsedCommand{Meta: d.meta("hana", roomy), Line: line}
		if got := d.Opens(ev); got != opens {
			t.Errorf("Opens(%q) = %v", line, got)
		}
		if _, asks := d.Dispatch(t.Context(), ev).(bot.Ask); asks != opens {
			t.Errorf("%q: a form comes: %v", line, asks)
		}
	}
}

// No platform opens a form for a direct message, so a button stands in between.
func TestADirectMessageOffersTheForm(t *testing.T) {
	d := newHarness(t, nil)
	for line, says := range map[string]string{
		"x make title:A": "“Make” is a form.", "x quick title:A": "“Make” is a form.", "x quick title:A hours:x": "HOURS: A whole number",
	} {
		ev := bot.Wrote{Meta: d.meta("hana", roomy), Text: line}
		if d.Opens(ev) {
			t.Errorf("Opens(%q)", line)
		}
		answer := d.Dispatch(t.Context(), ev)
		d.says(answer, says)
		if sheet := d.ask(d.press("hana", roomy, answer)); sheet.Values["title"] != "A" {
			t.Errorf("%q: the form holds %v", line, sheet.Values)
		}
	}
}

func TestRefusals(t *testing.T) {
	d := newHarness(t, everybody{"stranger": 0, "sato": bot.Insider | bot.HR})
	sheet := d.ask(d.command("hana", roomy, "/x make"))
	forged := func(user bot.User, a bot.Action) bot.Response {
		return d.Dispatch(t.Context(), bot.Pressed{Meta: d.meta(user, roomy), Action: a})
	}
	d.says(d.command("stranger", roomy, "/x make"), "only for people in the alumni community of Acme")
	d.says(d.command("hana", roomy, "/x hr"), "Only these people can do this: HR.")
	d.says(forged("hana", bot.Action{Community: "acme", Route: "x.hr"}), "Only these people")
	d.says(forged("hana", bot.Action{Community: "other", Route: "x.join"}), "another community")
	d.says(forged("hana", bot.Action{Community: "nowhere", Route: "x.join"}), "another community")
	d.says(forged("hana", bot.Action{Community: "acme", Route: "no.such"}), "can no longer be done")
	d.says(d.command("hana", roomy, "/x members"), "Please register first", "[Register]")
	d.says(d.send("ken", roomy, sheet.ID, bot.Values{"title": "A"}), "Somebody else opened this form")
	_, opened, _, _ := parseSheet(sheet.ID)
	d.says(forged("ken", bot.Action{Community: "acme", Route: openDraft, Arg: opened}), "Somebody else")
	for _, pages := range []string{"", ".", ".0", ".0.0", ".-1.1", ".1.0", ".x.y"} {
		d.says(d.send("hana", roomy, "acme."+opened+pages, bot.Values{"title": "A", "hours": "1", "task": "t"}), "expired")
	}
	d.says(d.send("hana", roomy, "acme."+opened+".7.9", bot.Values{"task": "t"}), "Please check 3 fields")
	d.says(d.send("hana", roomy, "acme.nonsense", bot.Values{}), "expired")
	d.says(d.send("hana", roomy, "other."+strings.TrimPrefix(sheet.ID, "acme."), bot.Values{}), "another community")
	d.says(d.send("hana", roomy, "", nil), "another community")
	d.says(d.command("hana", roomy, "/x count"), "n: Please fill this in.")
	d.says(d.command("hana", roomy, "/x count n:many"), "n: A whole number")
	d.says(d.command("hana", roomy, "/x count n:1 n:2"), "n: This is given twice")
	d.says(d.command("hana", roomy, "/x hr now"), "takes nothing after it")
	d.says(d.command("hana", roomy, "/x make titel:"+strings.Repeat("長い文", 1000)), "I couldn't read “titel”. You can use: title: hours:")
	d.now = d.now.Add(draftLife)
	d.says(d.send("hana", roomy, sheet.ID, bot.Values{"title": "A"}), "expired")
	if len(d.made) != 0 {
		t.Errorf("something happened: %v", d.made)
	}
}

func TestTheSameEventTwiceHasOneEffect(t *testing.T) {
	d := newHarness(t, nil)
	ev := bot.UsedCommand{Meta: d.meta("hana", roomy), Line: "/x join"}
	d.says(d.Dispatch(t.Context(), ev), "made")
	d.says(d.Dispatch(t.Context(), ev), "already been done")
	if len(d.made) != 1 {
		t.Errorf("made %v", d.made)
	}
}

func TestALostRaceRunsAgain(t *testing.T) {
	d := newHarness(t, nil)
	d.fail = func(pass int) error {
		if pass < 3 {
			return fmt.Errorf("commit: %w", storage.ErrConflict)
		}
		return nil
	}
	d.says(d.command("hana", roomy, "/x join"), "made")
	d.pass, d.fail = 0, func(int) error { return storage.ErrConflict }
	d.says(d.command("hana", roomy, "/x join"), "Others are changing this")
	if d.pass != maxAttempts {
		t.Errorf("ran %d times", d.pass)
	}
}

// Calls in each other's way wait at random, and no person waits long for it.
func TestBackoff(t *testing.T) {
	var longest time.Duration
	seen := map[time.Duration]bool{}
	for n := 1; n < maxAttempts; n++ {
		bound := firstBackoff << (n - 1)
		longest += bound
		for range 20 {
			wait := backoff(n)
			seen[wait] = true
			if wait < 0 || wait >= bound {
				t.Errorf("after %d conflicts it waits %s, which is not below %s", n, wait, bound)
			}
		}
	}
	if longest > time.Second/2 || len(seen) < 50 {
		t.Errorf("waits at most %s in all, %d different waits in 100", longest, len(seen))
	}
}

func TestFailuresAreAnsweredWithAReference(t *testing.T) {
	d := newHarness(t, nil)
	for _, test := range []struct {
		fail func(int) error
		says string
	}{
		{func(int) error { return errors.New("password=hunter2") }, "something went wrong"},
		{func(int) error { panic("hunter2") }, "something went wrong"},
		{func(int) error { return fmt.Errorf("read: %w", storage.ErrUnavailable) }, "try again in a moment"},
		{func(int) error { return fmt.Errorf("read: %w", storage.ErrNewer) }, "A new version is being installed"},
	} {
		d.fail = test.fail
		answer := d.command("hana", roomy, "/x join")
		d.says(answer, test.says)
		if text := d.text(answer); strings.Contains(text, "hunter2") {
			t.Errorf("shows what is not for people: %q", text)
		}
	}
}

// What a panic carries may be anybody's data. It is not logged, where it
// happened is; and a completion that panics offers nothing.
func TestAPanicIsLoggedWithoutItsData(t *testing.T) {
	d := newHarness(t, nil)
	var log strings.Builder
	d.Log = slog.New(slog.NewTextHandler(&log, nil))
	d.fail = func(int) error { panic("hunter2") }
	d.says(d.command("hana", roomy, "/x join"), "something went wrong")
	d.routes["x.make"].Options[0].Complete = func(context.Context, *bot.Call, string) ([]bot.Pick, error) { panic("hunter2") }
	if picks := d.Complete(t.Context(), d.meta("hana", roomy), "x.make", "title", ""); picks != nil {
		t.Errorf("offered %v", picks)
	}
	if text := log.String(); strings.Contains(text, "hunter2") || strings.Count(text, "engine_test.go") < 2 {
		t.Errorf("logged: %s", text)
	}
}

func TestUnknownPicksStayAsTyped(t *testing.T) {
	picks := []bot.Pick{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}
	if got := cleanChoices(picks, "x、b, w,a,x ,v"); got != "a,b,x,w,v" {
		t.Errorf("got %q", got)
	}
}

func TestOptionsBesideTheFormAreChecked(t *testing.T) {
	d := newHarness(t, nil)
	route := d.routes["x.make"]
	route.Options = append(route.Options, bot.Option{Name: "n", Kind: bot.OptionNumber, Summary: route.Summary})
	d.says(d.command("hana", roomy, "/x make n:many"), "n: A whole number")
	sheet := d.ask(d.command("hana", roomy, "/x make n:７"))
	d.says(d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "3", "task": "t"}), "made A")
	if d.made[0]["n"] != "7" {
		t.Errorf("the option is lost: %v", d.made[0])
	}
}

func TestRoleLostWhileAFormIsOpen(t *testing.T) {
	people := everybody{"hana": bot.Insider}
	d := newHarness(t, people)
	sheet := d.ask(d.command("hana", roomy, "/x make"))
	people["hana"] = 0
	d.says(d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "1", "task": "t"}), "only for people in the alumni community")
	if len(d.made) != 0 {
		t.Errorf("something happened: %v", d.made)
	}
}
