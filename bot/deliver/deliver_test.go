package deliver_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

func TestTellReachesEverybodyInTheirLanguage(t *testing.T) {
	w := newWorld(t, true)
	w.tell("u:x:ann", "u:x:jun", "u:x:sam", "c:x:general", "u:y:bob")
	if n := w.drain(); n != 5 {
		t.Errorf("%d messages, want 5", n)
	}
	want := []string{
		"x:ann: one about gig1 in en", "x:jun: one about gig1 in ja",
		"x:sam: one about gig1 in ja", "x:general: one about gig1 in ja",
	}
	if diff := cmp.Diff(want, w.x.seen()); diff != "" {
		t.Errorf("on x (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"y:bob: one about gig1 in en"}, w.y.seen()); diff != "" {
		t.Errorf("on y (-want +got):\n%s", diff)
	}
	if n := w.drain(); n != 0 {
		t.Errorf("%d messages when nothing is left, want 0", n)
	}
	if log := w.logged.String(); strings.Count(log, "announcement finished") != 1 || !strings.Contains(log, "sent=5") || strings.Contains(log, "x:ann") {
		t.Errorf("want one line with totals and nobody's account:\n%s", log)
	}
}

func TestNothingIsSentThatWasNotCommitted(t *testing.T) {
	w := newWorld(t, true)
	tx := w.redis.DB.Begin(scope, "", w.clock())
	w.outbox.Tell(tx, "test.news", "gig1", "u:x:ann")
	w.outbox.Tell(tx, "test.news", "gig1")
	if n := w.drain(); n != 0 || len(w.x.seen()) != 0 {
		t.Errorf("sent without a commit: %v", w.x.seen())
	}
}

func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		to     string
		before error
		after  error
		write  error
		state  storage.State
		reason string
	}{
		"closed inbox":           {before: bot.ErrUnreachable, state: storage.Failed, reason: deliver.Unreachable},
		"refused":                {before: fmt.Errorf("too long: %w", bot.ErrRefused), state: storage.Failed, reason: deliver.Refused},
		"reply lost":             {after: bot.ErrUncertain, state: storage.Unknown, reason: deliver.Uncertain},
		"unheard-of error":       {before: errors.New("boom"), state: storage.Unknown, reason: deliver.Uncertain},
		"withdrawn since":        {write: bot.Skip{Reason: "no consent"}, state: storage.Suppressed, reason: "no consent"},
		"withdrawn, wrapped":     {write: fmt.Errorf("gig: %w", bot.Skip{Reason: "paused"}), state: storage.Suppressed, reason: "paused"},
		"platform not connected": {to: "u:z:zoe", state: storage.Failed, reason: deliver.NotConnected},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.x.before = func(int) error { return c.before }
			w.x.after = func(int) error { return c.after }
			w.onWrite(func(bot.DeliveryRequest) error { return c.write })
			if c.to == "" {
				c.to = "u:x:ann"
			}
			w.tell(c.to, "u:y:bob")
			w.onWrite(func(p bot.DeliveryRequest) error {
				if p.To == c.to {
					return c.write
				}
				return nil
			})
			for range 3 { // what may have been sent is looked for
				w.drain()
				w.later(time.Minute)
			}
			if diff := cmp.Diff(map[storage.State]int{c.state: 1, storage.Sent: 1}, w.totals()); diff != "" {
				t.Errorf("totals (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{c.reason}, w.reasons()); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			w.later(time.Hour)
			if n := w.drain(); n != 0 {
				t.Error("sent again after its end")
			}
		})
	}
}

func TestConsentWithdrawnWhileQueued(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(int) error { return bot.TryAfter{Seconds: 60} }
	w.tell("u:x:ann")
	w.drain()
	w.x.before = nil
	w.onWrite(func(bot.DeliveryRequest) error { return bot.Skip{Reason: "no consent"} })
	w.later(time.Hour)
	w.drain()
	if len(w.x.seen()) != 0 || w.totals()[storage.Suppressed] != 1 {
		t.Errorf("%v was sent, totals %v", w.x.seen(), w.totals())
	}
}

// TestParcel: the notice learns the community, the moment in its zone, and what
// was queued.
func TestParcel(t *testing.T) {
	w := newWorld(t, true)
	var got bot.DeliveryRequest
	w.onWrite(func(p bot.DeliveryRequest) error { got = p; return nil })
	w.tell("u:x:ann")
	w.drain()
	want := bot.DeliveryRequest{In: acme, About: "gig1", To: "u:x:ann", At: w.clock().In(acme.Zone)}
	if got.In.ID != want.In.ID || got.About != want.About || got.To != want.To || !got.At.Equal(want.At) || got.At.Location() != want.At.Location() {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWritingFailsAgainAndAgain(t *testing.T) {
	for name, fail := range map[string]func(bot.DeliveryRequest) error{
		"error": func(bot.DeliveryRequest) error { return errors.New("boom") },
		"panic": func(bot.DeliveryRequest) error { panic("somebody's secret") },
		"index": func(p bot.DeliveryRequest) error { _ = []int{}[len(p.To)]; return nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, true)
			written := 0
			w.onWrite(func(p bot.DeliveryRequest) error {
				if p.To != "u:x:ann" {
					return nil
				}
				written++
				return fail(p)
			})
			w.tell("u:x:ann", "u:x:bob")
			w.drain()
			if diff := cmp.Diff([]string{"x:bob: one about gig1 in en"}, w.x.seen()); diff != "" {
				t.Errorf("one that cannot be written holds up the others (-want +got):\n%s", diff)
			}
			for range 100 {
				w.later(30 * time.Second)
				w.drain()
			}
			if written != 10 || w.totals()[storage.Failed] != 1 || w.reasons()[0] != deliver.NotWritten {
				t.Errorf("written %d times, totals %v, reasons %v; want 10 times, then failed", written, w.totals(), w.reasons())
			}
			if strings.Contains(w.logged.String(), "secret") {
				t.Error("what was panicked with is in the log")
			}
		})
	}
}

func TestWritingWorksLater(t *testing.T) {
	w := newWorld(t, true)
	w.onWrite(func(bot.DeliveryRequest) error { return errors.New("boom") })
	w.tell("u:x:ann")
	for range 5 {
		w.drain()
		w.later(time.Minute)
	}
	w.onWrite(nil)
	w.drain()
	if len(w.x.seen()) != 1 || w.totals()[storage.Sent] != 1 {
		t.Errorf("seen %v, totals %v", w.x.seen(), w.totals())
	}
}

// TestRateLimit: a platform that wants less is left alone for as long as it
// says, the other one goes on.
func TestRateLimit(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(call int) error {
		if call == 2 {
			return fmt.Errorf("429: %w", bot.TryAfter{Seconds: 30})
		}
		return nil
	}
	w.tell("u:x:ann", "u:x:bea", "u:x:cat", "u:y:dan")
	w.tell("u:x:eve")
	if n := w.drain(); n != 2 || w.x.calls != 2 || len(w.y.seen()) != 1 {
		t.Errorf("%d messages, %d calls on x, %v on y; want 2, 2 and 1", n, w.x.calls, w.y.seen())
	}
	w.later(29 * time.Second)
	if n := w.drain(); n != 0 || w.x.calls != 2 {
		t.Errorf("asked again too early: %d calls", w.x.calls)
	}
	w.later(time.Second)
	if n := w.drain(); n != 3 || len(w.x.seen()) != 4 {
		t.Errorf("then %d messages, %v", n, w.x.seen())
	}
}

func TestStoppedPlatform(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(int) error { return fmt.Errorf("token revoked: %w", bot.ErrStopped) }
	w.tell("u:x:ann", "u:x:bea", "u:y:bob")
	for range 60 {
		w.drain()
		w.later(time.Second)
	}
	if len(w.y.seen()) != 1 {
		t.Error("a stopped platform holds up another one")
	}
	if n := strings.Count(w.logged.String(), "nothing can be sent until"); n != 1 {
		t.Errorf("said %d times in a minute that the platform is stopped, want once", n)
	}
	if w.x.calls > 8 {
		t.Errorf("%d calls in a minute on a stopped platform", w.x.calls)
	}
	w.x.before = nil
	w.later(10 * time.Minute)
	if n := w.drain(); n != 2 || !strings.Contains(w.logged.String(), "messages can be sent again") {
		t.Errorf("%d messages after the repair, want 2", n)
	}
}

// TestStoppedInPart: where a platform is stopped for one community, or in one of
// the spaces that it counts apart, the others go on.
func TestStoppedInPart(t *testing.T) {
	w := newWorld(t, true)
	w.courier = newCourierFor(w, acme, bot.Community{ID: "other", Locale: bot.English})
	tx := w.redis.DB.Begin(storage.CommunityScope("other"), "", w.clock())
	w.outbox.Tell(tx, "test.news", "gig2", "u:x:otto")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.x.bars = func(out bot.Outgoing) error {
		if strings.HasPrefix(string(out.User), "x:1/") {
			return bot.ErrStopped
		}
		return nil
	}
	w.tell("u:x:1/ann")
	w.tell("u:x:2/bea")
	if n := w.drain(); n != 2 {
		t.Errorf("%d sent at once, want the two whom it does not concern: %v", n, w.x.seen())
	}
	for range 60 {
		w.later(time.Second)
		w.tell("u:x:2/bea")
		w.drain()
	}
	if n := len(w.x.seen()); n != 62 {
		t.Errorf("%d were sent, want all but one", n)
	}
	if w.x.calls > 62+8 {
		t.Errorf("%d calls in a minute for what is stopped", w.x.calls-62)
	}
	if n := strings.Count(w.logged.String(), "nothing can be sent until"); n != 1 {
		t.Errorf("said %d times, want once", n)
	}
}

// TestLostReply: where the same key has no second effect, a message whose reply
// was lost is sent again and counts as sent.
func TestLostReply(t *testing.T) {
	w := newWorld(t, true)
	w.x.after = func(call int) error {
		if call < 3 {
			return bot.ErrUncertain
		}
		return nil
	}
	w.tell("u:x:ann")
	for range 5 {
		w.drain()
		w.later(5 * time.Second)
	}
	if len(w.x.seen()) != 1 || w.totals()[storage.Sent] != 1 {
		t.Errorf("seen %v, totals %v, want one and sent", w.x.seen(), w.totals())
	}

	w = newWorld(t, true)
	w.x.after = func(int) error { return bot.ErrUncertain }
	w.tell("u:x:ann")
	for range 100 {
		w.drain()
		w.later(5 * time.Second)
	}
	if w.x.calls != 5 || len(w.x.seen()) != 1 || w.totals()[storage.Unknown] != 1 {
		t.Errorf("%d calls, seen %v, totals %v, want 5 calls and then unknown", w.x.calls, w.x.seen(), w.totals())
	}
}

func TestPanickingAdapter(t *testing.T) {
	w := newWorld(t, false)
	w.x.before = func(int) error { panic("boom") }
	w.tell("u:x:ann", "u:y:bob")
	w.drain()
	w.later(time.Minute)
	w.drain()
	if diff := cmp.Diff(map[storage.State]int{storage.Unknown: 1, storage.Sent: 1}, w.totals()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}
