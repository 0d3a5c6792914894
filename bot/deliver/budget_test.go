package deliver_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

const week = 7 * 24 * time.Hour

func newBudgetWorld(t *testing.T) *world {
	w := newWorld(t, true)
	w.policy.WeeklyBudget = 2
	w.courier = w.newCourier()
	return w
}

// got is what somebody has got so far, by its first word.
func (w *world) got(who string) string {
	w.t.Helper()
	var out []string
	for _, s := range w.x.seen() {
		if text, ok := strings.CutPrefix(s, who+": "); ok {
			word, _, _ := strings.Cut(text, " ")
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// offers sends an offer that says so to ann.
func (w *world) offers(says string) {
	w.t.Helper()
	w.says(says)
	w.offer("u:x:ann")
	w.drain()
}

// TestBudget: two a week that the bot starts, whatever they are about; answers
// are free.
func TestBudget(t *testing.T) {
	w := newBudgetWorld(t)
	w.offers("one")
	w.later(24 * time.Hour)
	w.offers("two")
	w.offers("three")
	w.says("answer")
	w.tell("u:x:ann")
	w.drain()
	if got := w.got("x:ann"); got != "one two answer" {
		t.Errorf("ann got %q", got)
	}
	if diff := cmp.Diff([]string{deliver.Budget}, w.reasons()); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	w.later(6*24*time.Hour - time.Second)
	w.offers("four")
	w.later(time.Second)
	w.offers("five")
	w.offers("six")
	if got := w.got("x:ann"); got != "one two answer five" {
		t.Errorf("after a week ann got %q", got)
	}
}

// TestWhatBelongsTogetherCountsOnce: a check-in with its reminders.
func TestWhatBelongsTogetherCountsOnce(t *testing.T) {
	w := newBudgetWorld(t)
	w.counts = "checkin:1"
	w.offers("question")
	w.offers("reminder")
	w.offers("another")
	w.counts = ""
	w.offers("one")
	w.offers("two")
	w.counts = "checkin:1"
	w.offers("last")
	if got := w.got("x:ann"); got != "question reminder another one last" {
		t.Errorf("ann got %q", got)
	}
}

// TestUnsentCountsNothing: what a platform refuses, or puts off, is given back.
func TestUnsentCountsNothing(t *testing.T) {
	w := newBudgetWorld(t)
	w.x.before = func(call int) error {
		switch {
		case call <= 3:
			return bot.ErrRefused
		case call == 4:
			return bot.TryAfter{Seconds: 5}
		}
		return nil
	}
	for _, says := range []string{"refused", "refused", "refused", "later", "two", "three"} {
		w.offers(says)
	}
	w.later(10 * time.Second)
	w.drain()
	if got := len(strings.Fields(w.got("x:ann"))); got != 2 {
		t.Errorf("ann got %q", w.got("x:ann"))
	}
}

// TestWhoWantsLess gets less than others.
func TestWhoWantsLess(t *testing.T) {
	w := newBudgetWorld(t)
	w.members.stands("x:ann", deliver.SendEligibility{Most: 1})
	w.offers("one")
	w.offers("two")
	if got := w.got("x:ann"); got != "one" {
		t.Errorf("ann got %q", got)
	}
	w.policy.WeeklyBudget = 0
	w.courier = w.newCourier()
	w.offers("three")
	w.members.stands("x:ann", deliver.SendEligibility{})
	for range 5 {
		w.offers("more")
	}
	if got := w.got("x:ann"); got != "one more more more more more" {
		t.Errorf("without a limit for others ann got %q", got)
	}
}

// TestOverBudget: the notice says what becomes of it.
func TestOverBudget(t *testing.T) {
	for name, c := range map[string]struct {
		over   error
		state  storage.State
		reason string
	}{
		"taken over": {nil, storage.Suppressed, deliver.Budget},
		"withheld":   {bot.Skip{Reason: "digest"}, storage.Suppressed, "digest"},
		"later":      {bot.Defer{Until: time.Date(2026, 12, 9, 9, 0, 0, 0, time.UTC)}, storage.Pending, ""},
		"fails":      {fmt.Errorf("boom"), storage.Pending, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newBudgetWorld(t)
			var asked []string
			w.over = func(p bot.DeliveryRequest) error {
				asked = append(asked, p.To)
				return c.over
			}
			w.courier = w.newCourier()
			w.offers("one")
			w.offers("two")
			w.offers("three")
			if diff := cmp.Diff([]string{"u:x:ann"}, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if w.totals()[c.state] != 1 || c.reason != "" && w.reasons()[0] != c.reason {
				t.Errorf("totals %v, reasons %v", w.totals(), w.reasons())
			}
			w.later(9 * 24 * time.Hour)
			w.drain()
			if n := w.totals()[storage.Pending]; n != 0 {
				t.Errorf("%d still wait after more than a week", n)
			}
		})
	}
}

// TestBudgetHolds whatever is sent when: nobody gets more than two contacts in
// any seven days, and what could have been sent was.
func TestBudgetHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newBudgetWorld(t)
		sent := map[string]map[string][]time.Time{} // by person and contact
		for range rapid.IntRange(5, 30).Draw(rt, "offers") {
			w.later(time.Duration(rapid.IntRange(0, 72).Draw(rt, "hours")) * time.Hour)
			who := rapid.SampledFrom([]string{"x:ann", "x:bob"}).Draw(rt, "who")
			w.counts = rapid.SampledFrom([]string{"", "a", "b"}).Draw(rt, "counts")
			refused := rapid.IntRange(0, 4).Draw(rt, "refused") == 0
			w.x.before = func(int) error {
				if refused {
					return bot.ErrRefused
				}
				return nil
			}
			before := len(w.x.seen())
			w.offer("u:" + who)
			w.drain()
			arrived := len(w.x.seen()) > before
			name := w.counts
			if name == "" {
				name = fmt.Sprint("own", before)
			}
			free := contacts(sent[who], w.clock(), name)
			if want := free && !refused; arrived != want {
				rt.Fatalf("%s: arrived: %t, want %t; had %v at %s", who, arrived, want, sent[who], w.clock())
			}
			if arrived {
				if sent[who] == nil {
					sent[who] = map[string][]time.Time{}
				}
				sent[who][name] = append(sent[who][name], w.clock())
			}
		}
	})
}

// contacts reports whether one more message under that name is within the
// budget. A contact is as old as its first message, until that is a week ago.
func contacts(had map[string][]time.Time, now time.Time, name string) bool {
	live := map[string]bool{}
	for contact, times := range had {
		var since time.Time
		for _, at := range times {
			if since.IsZero() || at.Sub(since) >= week {
				since = at
			}
		}
		if now.Sub(since) < week {
			live[contact] = true
		}
	}
	return live[name] || len(live) < 2
}
