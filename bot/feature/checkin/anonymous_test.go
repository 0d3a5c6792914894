package checkin_test

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// secret is an anonymous check-in with every kind of question there can be.
var secret = bot.Values{
	"title": "Pulse", "questions": "How? | 1-5\nWould you come back? | yes, no\nTopics | several: a, b\nWhen? | date\nA word", "anonymous": "yes",
}

// word is what the i-th member writes: letters that occur nowhere else.
func word(i int) string { return fmt.Sprintf("quokka%c", 'a'+i) }

var words = regexp.MustCompile(`quokka[a-z]`)

// anyRedis is a real server, where there is one: what it holds is searched.
func anyRedis(t *testing.T) *redistest.Redis {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return redistest.Mini(t)
	}
	return redistest.Server(t)
}

// whisper has members answer, each with a slip before it: on a cramped screen
// that is where an engine keeps what was typed.
func whisper(w *world, people []bot.User, run string) {
	for i, u := range people {
		w.Now = w.Now.Add(time.Minute)
		form := w.PressRoute(u, "checkin.answer", run)
		slip := bot.Values{"q1": "4", "q2": "1", "q4": "not a day", "q5": word(i)}
		faulty := w.Fill(u, form, slip)
		if !w.Traits.InlineFaults {
			form = w.PressRoute(u, "form.open", bottest.ActionOf(w.T, faulty, "Fix").Arg)
		}
		slip["q4"] = "2027-01-05"
		if said := read(w.Fill(u, form, slip)); !strings.Contains(said, "taken anonymously") {
			w.T.Fatalf("%s is told: %s", u, said)
		}
		w.Settle()
	}
}

// Whoever reads everything that Redis holds, all that was logged, and all that
// the bot said, learns nothing of who wrote what, in what order, or when.
func TestNothingConnectsAnAnswerWithAPerson(t *testing.T) {
	for name, traits := range map[string]bot.Traits{"roomy": bottest.Roomy(), "cramped": bottest.Cramped()} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, anyRedis(t))
			people := w.enrol(9)
			run := w.start(secret)
			w.Traits = traits
			whisper(w, people[:8], run)
			w.PressRoute(people[8], "checkin.skip", run)
			w.Settle()

			ballots := "{c:acme}:urn:" + run + ":what"
			held := w.Redis.Dump(t)
			for key, value := range held {
				if words.MatchString(value) && key != ballots {
					t.Errorf("what was written stands in %s: %s", key, value)
				}
			}
			raw, err := w.Redis.Client.ZRange(t.Context(), ballots, 0, -1).Result()
			if err != nil || len(raw) != 8 {
				t.Fatalf("%d ballots, %v", len(raw), err)
			}
			ballot := regexp.MustCompile(`^[A-Z2-7]{26}:\["4","1","","2027-01-05","quokka[a-h]"\]$`)
			var order []string
			for _, b := range raw {
				if !ballot.MatchString(b) {
					t.Errorf("a ballot holds more than random letters and answers: %s", b)
				}
				order = append(order, words.FindString(b))
			}
			if slices.IsSorted(order) { // one time in 40,320
				t.Error("ballots lie in the order in which they were cast")
			}
			if at := words.FindString(w.Log()); at != "" {
				t.Errorf("%s is in the log", at)
			}
			for _, out := range w.Sent() {
				if at := words.FindString(strings.Join(bottest.Lines(out.Message), "\n")); at != "" {
					t.Errorf("the bot tells %s before the run has closed: %s", at, strings.Join(bottest.Lines(out.Message), "\n"))
				}
			}
		})
	}
}

// After a run has closed nothing is left that belongs to one answer: neither the
// ballots nor who cast them, only counts, and texts in no order.
func TestOnlyCountsAreLeft(t *testing.T) {
	w := newWorld(t, anyRedis(t))
	people := w.enrol(9)
	run := w.start(secret)
	whisper(w, people[:8], run)
	w.Pass(8 * 24 * time.Hour)
	held := w.Redis.Dump(t)
	for key, value := range held {
		if strings.Contains(key, ":urn:") {
			t.Errorf("%s is left", key)
		}
		if words.MatchString(value) && !strings.Contains(key, ":checkintext:r:"+run+".4") {
			t.Errorf("what was written stands in %s", key)
		}
	}
	table := read(w.PressRoute(manager, "checkin.csv", run))
	for _, want := range []string{"How?,4,8", "How?,1,0", "Would you come back?,yes,8", "When?,within 3 months,8"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
	kept := words.FindAllString(table, -1)
	if len(kept) != 8 || slices.IsSorted(kept) {
		t.Errorf("texts are kept as %v", kept)
	}
	for _, u := range people {
		name := strings.Replace(strings.TrimPrefix(string(u), "stage:p"), "erson", "Person ", 1)
		if strings.Contains(table, name) {
			t.Errorf("%s stands in the table", name)
		}
	}
}

// Texts of fewer than five people are not kept at all, nor is any count.
func TestFewAnswersAreForgotten(t *testing.T) {
	w := newWorld(t, redistest.Mini(t))
	people := w.enrol(9)
	run := w.start(secret)
	whisper(w, people[:4], run)
	w.Pass(8 * 24 * time.Hour)
	for key, value := range w.Redis.Dump(t) {
		if words.MatchString(value) {
			t.Errorf("what was written stands in %s", key)
		}
	}
	table := read(w.PressRoute(manager, "checkin.csv", run))
	if strings.Contains(table, ",4\r") || !strings.Contains(table, "How?,4,not shown") {
		t.Errorf("the table:\n%s", table)
	}
}

// Before it closes, no route shows an answer of an anonymous run, nor who is
// missing, to nobody and whatever is pressed; afterwards nobody learns who was
// missing.
func TestNoRouteShowsAnAnonymousAnswer(t *testing.T) {
	w := newWorld(t, redistest.Mini(t))
	people := w.enrol(9)
	run := w.start(secret)
	whisper(w, people[:8], run)
	look := func(allowed string) {
		t.Helper()
		for _, r := range w.Engine.Routes() {
			if !strings.HasPrefix(r.Name, "checkin.") || r.Name == "checkin.stop" {
				continue
			}
			for _, who := range []bot.User{manager, people[0], people[8]} {
				for _, arg := range []string{run, run + "/4", run[:12], run + "~0"} {
					said := read(w.PressRoute(who, r.Name, arg))
					if words.MatchString(said) && !strings.Contains(allowed, r.Name) {
						t.Errorf("%s tells %s: %s", r.Name, who, said)
					}
					if strings.Contains(said, "Person 0") {
						t.Errorf("%s names somebody to %s: %s", r.Name, who, said)
					}
				}
			}
		}
	}
	look("")
	w.Pass(8 * 24 * time.Hour)
	look("checkin.csv checkin.question")
}

// What somebody answered is not filled in for them, and they cannot change it or
// answer again; the profile stays as it is.
func TestAnAnonymousAnswerIsFinal(t *testing.T) {
	w := newWorld(t, redistest.Mini(t))
	people := w.enrol(6)
	run := w.start(secret)
	early, late := w.PressRoute(people[0], "checkin.answer", run), w.PressRoute(people[0], "checkin.answer", run)
	answers := bot.Values{"q1": "4", "q2": "1", "q5": "hello"}
	if said := read(w.Fill(people[0], early, answers)); !strings.Contains(said, "taken anonymously") {
		t.Fatal(said)
	}
	for name, r := range map[string]bot.Response{
		"a form that was open":  w.Fill(people[0], late, answers),
		"the form sent again":   w.Fill(people[0], early, answers),
		"the form opened again": w.PressRoute(people[0], "checkin.answer", run),
	} {
		if said := read(r); !strings.Contains(said, "cannot be changed") && !strings.Contains(said, "already") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if said := read(w.PressRoute(people[0], "checkin.skip", run)); !strings.Contains(said, "already") {
		t.Errorf("skip: %s", said)
	}
	w.Settle()
	if n, _ := w.Redis.Client.ZCard(t.Context(), "{c:acme}:urn:"+run+":what").Result(); n != 1 {
		t.Errorf("%d ballots", n)
	}
}

// Who answers while the run closes is counted or told that it is closed, never
// thanked and forgotten.
func TestClosingLosesNoBallot(t *testing.T) {
	for _, anonymous := range []string{"yes", ""} {
		w := newWorld(t, anyRedis(t))
		people := w.enrol(40)
		run := w.start(bot.Values{"title": "Pulse", "questions": "How? | 1-2", "anonymous": anonymous})
		forms := make([]bot.Response, len(people))
		for i, u := range people {
			forms[i] = w.PressRoute(u, "checkin.answer", run)
		}
		thanked, begin := make(chan bool, len(people)), make(chan bool)
		stopped := make(chan struct{})
		for i, u := range people {
			go func() {
				if i >= len(people)/4 {
					<-begin
				}
				thanked <- strings.Contains(read(w.Fill(u, forms[i], bot.Values{"q1": "1"})), "Thank you")
			}()
		}
		n := 0
		for i := range people {
			if i == len(people)/4 {
				go func() {
					defer close(stopped)
					for !strings.Contains(read(w.PressRoute(manager, "checkin.stop", run[:12])), "has ended") {
					}
				}()
				close(begin)
			}
			if <-thanked {
				n++
			}
		}
		<-stopped
		w.Settle()
		table := read(w.PressRoute(manager, "checkin.question", run))
		want := fmt.Sprintf("1: ██████████ %d (100%%)", n)
		if n >= 5 && !strings.Contains(table, want) {
			t.Errorf("anonymous %q: %d were thanked, and counted: %s", anonymous, n, table)
		}
		t.Logf("anonymous %q: %d of %d were in time", anonymous, n, len(people))
	}
}
