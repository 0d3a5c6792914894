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

func TestRoomyFormShowsFaultsBesideFields(t *testing.T) {
	d := newHarness(t, nil)
	sheet := d.ask(d.command("hana", roomy, "/x make title:A hours:９９"))
	if len(sheet.Sections) != 2 || sheet.Parts != 1 || sheet.Values["title"] != "A" {
		t.Errorf("sheet: %+v", sheet)
	}
	amend, ok := d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "99", "until": "2026-02-30", "task": ""}).(bot.Amend)
	if !ok || len(amend.Faults) != 3 || amend.Faults["hours"] != "A whole number from 1 to 40, please." {
		t.Fatalf("amend: %+v", amend)
	}
	if amend.Sheet.Values["until"] != "2026-02-30" {
		t.Errorf("what was typed is lost: %v", amend.Sheet.Values)
	}
	d.says(d.send("hana", roomy, sheet.ID, bot.Values{
		"title": "A", "hours": "２０", "until": "12/10", "level": "ひくい", "task": "do\r\nit", "tags": "B、a", "agree": "はい",
	}), "made A")
	want := bot.Values{"title": "A", "hours": "20", "until": "2026-12-10", "level": "low", "task": "do\nit", "tags": "a,b", "agree": "yes"}
	if len(d.made) != 1 || fmt.Sprint(d.made[0]) != fmt.Sprint(want) {
		t.Errorf("made %v", d.made)
	}
}

func TestCrampedFormContinuesAndIsFixed(t *testing.T) {
	d := newHarness(t, nil)
	first := d.ask(d.command("hana", cramped, "/x make"))
	if len(first.Sections) != 1 || first.Part != 1 || first.Parts != 2 || first.Submit != "Next" {
		t.Fatalf("first sheet: %+v", first)
	}
	faulty := d.send("hana", cramped, first.ID, bot.Values{"title": "A", "hours": "0"})
	d.says(faulty, "Please check 1 field. What you typed is kept.", "HOURS: A whole number", "[Fix]")
	again := d.ask(d.press("hana", cramped, faulty))
	if again.Values["title"] != "A" || again.Values["hours"] != "0" {
		t.Errorf("what was typed is lost: %v", again.Values)
	}
	next := d.send("hana", cramped, again.ID, bot.Values{"title": "A", "hours": "3"})
	d.says(next, "part 1 of 2 is done", "[Continue]")
	second := d.ask(d.press("hana", cramped, next))
	if second.Part != 2 || second.Submit != "Send" {
		t.Errorf("second sheet: %+v", second)
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t"}), "made A")
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t"}), "already been done")
	if len(d.made) != 1 {
		t.Errorf("made %v", d.made)
	}
}

// Where the screen can turn pages, the next sheet comes at once; and a fault
// that shows only at the end leads back to its page, beside the field.
func TestPagedForm(t *testing.T) {
	d := newHarness(t, nil)
	d.fail = func(pass int) error {
		if pass == 1 {
			return &bot.Problem{Fields: map[string]bot.Text{"title": bot.Textf("taken"), "task": bot.Textf("vague")}}
		}
		return nil
	}
	first := d.ask(d.command("hana", paged, "/x make"))
	if first.Part != 1 || first.Parts != 2 || first.Submit != "Next" {
		t.Fatalf("first sheet: %+v", first)
	}
	second := d.ask(d.send("hana", paged, first.ID, bot.Values{"title": "A", "hours": "3"}))
	if second.Part != 2 || second.Submit != "Send" || second.ID == first.ID {
		t.Fatalf("second sheet: %+v", second)
	}
	back, ok := d.send("hana", paged, second.ID, bot.Values{"task": "t"}).(bot.Amend)
	if !ok || back.Sheet.Part != 1 || back.Sheet.Values["title"] != "A" || len(back.Faults) != 1 || back.Faults["title"] != "taken" {
		t.Fatalf("after a fault on the first page: %+v", back)
	}
	second = d.ask(d.send("hana", paged, back.Sheet.ID, bot.Values{"title": "B", "hours": "3"}))
	if second.Values["task"] != "t" {
		t.Errorf("what was typed is lost: %v", second.Values)
	}
	d.says(d.send("hana", paged, second.ID, bot.Values{"task": "u"}), "made B")
	if len(d.made) != 1 || d.made[0]["task"] != "u" || d.made[0]["hours"] != "3" {
		t.Errorf("made %v", d.made)
	}
}

// A sheet that comes twice, or once more when a later one is due, is read as the
// sheet it is: what the later one asks is neither skipped nor emptied.
func TestASheetIsNotTakenForTheNext(t *testing.T) {
	d := newHarness(t, nil)
	first := d.ask(d.command("hana", cramped, "/x make"))
	twice := bot.Sent{Meta: d.meta("hana", cramped), Sheet: first.ID, Values: bot.Values{"title": "A", "hours": "3"}}
	next := d.Dispatch(t.Context(), twice)
	d.says(next, "part 1 of 2 is done", "[Continue]")
	d.says(d.Dispatch(t.Context(), twice), "part 1 of 2 is done", "[Continue]")
	second := d.ask(d.press("hana", cramped, next))
	d.fail = func(pass int) error {
		if pass == 1 {
			return bot.RefuseField("task", bot.Textf("too vague"))
		}
		return nil
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t", "tags": "a"}), "TASK: too vague")
	next = d.Dispatch(t.Context(), twice)
	if again := d.ask(d.press("hana", cramped, next)); again.Values["task"] != "t" || again.Values["tags"] != "a" {
		t.Errorf("what was typed on the second sheet is lost: %v", again.Values)
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "u"}), "made A")
	if len(d.made) != 1 || d.made[0]["task"] != "u" {
		t.Errorf("made %v", d.made)
	}
}

// A field that the form did not have when it was opened comes with its value.
func TestAFormThatGrewKeepsItsValues(t *testing.T) {
	d := newHarness(t, nil)
	sheet := d.ask(d.command("hana", roomy, "/x make"))
	before := d.routes["x.make"].Form
	d.routes["x.make"].Form = func(ctx context.Context, c *bot.Call) (bot.Form, error) {
		form, err := before(ctx, c)
		form.Pages = append(form.Pages, bot.Page{Fields: []bot.Field{bot.Input{Base: bot.Base{Name: "city", Label: "City"}}}})
		form.Values = bot.Values{"city": "Kyoto"}
		return form, err
	}
	grown := d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "3", "task": "t"})
	if again := d.ask(d.press("hana", roomy, grown)); again.Values["city"] != "Kyoto" {
		t.Errorf("the form holds %v", again.Values)
	}
}

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

func TestWithoutACommunityTheBotAsks(t *testing.T) {
	d := newHarness(t, nil)
	m := d.meta("hana", roomy)
	m.Community = ""
	answer := d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: "hello"})
	d.says(answer, "Which community", "[Acme]", "[Other]")
	m.ID = "again"
	pressed := answer.(bot.Reply).Message.Blocks[1].(bot.Buttons)[1].Action
	d.says(d.Dispatch(t.Context(), bot.Pressed{Meta: m, Action: pressed}), "your direct messages are about Other")
}

// Whoever is in several communities is asked once: what they wrote is done in
// the one they choose, and so is what they write later, until they choose
// another one or leave it.
func TestTheCommunityOfDirectMessagesIsRemembered(t *testing.T) {
	d := newHarness(t, nil)
	d.People = places{"acme": {"test:hana": bot.Insider}, "other": {"test:hana": bot.Insider | bot.HR}}
	direct := func() bot.Meta {
		m := d.meta("test:hana", cramped)
		m.Community = ""
		return m
	}
	wrote := func(text string) bot.Response { return d.Dispatch(t.Context(), bot.Wrote{Meta: direct(), Text: text}) }
	press := func(r bot.Response, label string) bot.Response {
		for _, b := range r.(bot.Reply).Message.Blocks {
			if row, ok := b.(bot.Buttons); ok {
				for _, button := range row {
					if button.Label == label {
						return d.Dispatch(t.Context(), bot.Pressed{Meta: direct(), Action: button.Action})
					}
				}
			}
		}
		t.Fatalf("no button [%s] in %#v", label, r)
		return nil
	}
	asked := d.Dispatch(t.Context(), bot.UsedCommand{Meta: direct(), Command: "x count", Options: bot.Values{"n": "3"}})
	d.says(asked, "Which community", "[Acme]", "[Other]")
	if len(d.made) != 0 {
		t.Fatal("it was done before it was clear where")
	}
	d.says(press(asked, "Other"), "about Other", "made")
	if len(d.made) != 1 || d.made[0]["n"] != "3" {
		t.Errorf("what was typed came to %v", d.made)
	}
	d.says(press(asked, "Other"), "about Other") // pressed again, it is not done again
	if len(d.made) != 1 {
		t.Errorf("it was done again: %v", d.made)
	}
	d.says(wrote("/x hr"), "made") // HR in Other only
	d.says(wrote("/alumni community"), "This is Other", "[Acme]", "[Other]")
	d.says(press(wrote("/alumni community"), "Acme"), "about Acme")
	d.says(wrote("/x hr"), "Only these people")

	// Where the event says where it is, there is nothing to choose, and nothing
	// to learn of other communities.
	if said := d.text(d.command("test:hana", roomy, "/alumni community")); said != "Here, everything is about Acme." {
		t.Errorf("in a channel: %s", said)
	}

	// They leave it: then there is one left.
	d.People = places{"other": {"test:hana": bot.Insider | bot.HR}}
	d.says(wrote("/x hr"), "made")
	d.says(wrote("/alumni community"), "one community only: Other")
	d.People = places{}
	d.says(wrote("/x join"), "only for people in one of the alumni communities")

	// What waited too long is not done.
	d.People = places{"acme": {"test:hana": bot.Insider}, "other": {"test:hana": bot.Insider}}
	asked = wrote("/x join")
	done := len(d.made)
	d.now = d.now.Add(2 * time.Hour)
	d.says(press(asked, "Acme"), "about Acme")
	if len(d.made) != done {
		t.Error("it was done hours later")
	}
}

// What somebody wrote before it was clear where is not kept when they never choose;
// what they chose is.
func TestWhatWasAskedForIsForgotten(t *testing.T) {
	d, redis := newHarnessOver(t, nil)
	wrote := func(user bot.User, text string) bot.Response {
		m := d.meta(user, roomy)
		m.Community = ""
		return d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: text})
	}
	asked := wrote("test:emi", "/x join")
	m := d.meta("test:emi", roomy)
	m.Community = ""
	d.Dispatch(t.Context(), bot.Pressed{Meta: m, Action: asked.(bot.Reply).Message.Blocks[1].(bot.Buttons)[1].Action})
	wrote("test:hana", "my private letter")
	d.now = d.now.Add(26 * time.Hour)
	wrote("test:ken", "hello")
	for key, value := range redis.Dump(t) {
		if strings.Contains(value, "private letter") {
			t.Errorf("%s still holds what was typed: %s", key, value)
		}
	}
	d.says(wrote("test:emi", "/x join"), "made")
}

// Nobody learns which other companies there are.
func TestOnlyThePersonsOwnCommunitiesAreOffered(t *testing.T) {
	d := newHarness(t, nil)
	d.People = places{"other": {"ken": bot.Insider}}
	wrote := func(user bot.User, text string) bot.Response {
		m := d.meta(user, roomy)
		m.Community = ""
		return d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: text})
	}
	d.says(wrote("stranger", "/x join"), "only for people in one of the alumni communities")
	d.says(wrote("ken", "/x join"), "made")
	d.says(wrote("ken", "/x make"), "[Open the form]")
}

// places are who is what, by community.
type places map[bot.CommunityID]everybody

func (p places) Look(_ *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(context.Context) (bot.Who, error) {
		return bot.Who{User: m.User, Name: string(m.User), Roles: p[in.ID][m.User]}, nil
	}
}

func (places) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }

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
