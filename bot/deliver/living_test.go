package deliver_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestLivingMessageStaysOneMessage(t *testing.T) {
	w := newWorld(t, true)
	card := func(text string) []string { return []string{"x:gigs: " + text + " about gig1 in ja"} }

	w.keep("c:x:gigs")
	w.keep("c:x:gigs")
	if n := w.drain(); n != 1 {
		t.Errorf("queued twice: %d messages, want 1", n)
	}
	if diff := cmp.Diff(card("one"), w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	w.says("two")
	for range 5 {
		w.keep("c:x:gigs")
	}
	if n := w.drain(); n != 1 {
		t.Errorf("queued five times: %d edits, want 1", n)
	}
	if diff := cmp.Diff(card("two"), w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	w.x.posted[0].gone = true
	w.says("three")
	w.keep("c:x:gigs")
	w.drain()
	if diff := cmp.Diff(card("three"), w.x.seen()); diff != "" {
		t.Errorf("after somebody deleted it (-want +got):\n%s", diff)
	}
	w.says("four")
	w.keep("c:x:gigs")
	w.drain()
	if diff := cmp.Diff(card("four"), w.x.seen()); diff != "" {
		t.Errorf("the one that took its place (-want +got):\n%s", diff)
	}
}

// TestLivingChangesWhileSent: what is queued between writing and settling is
// not lost.
func TestLivingChangesWhileSent(t *testing.T) {
	w := newWorld(t, true)
	w.keep("c:x:gigs")
	w.x.after = func(call int) error {
		if call == 1 {
			w.says("two")
			w.keep("c:x:gigs")
		}
		return nil
	}
	w.drain()
	if diff := cmp.Diff([]string{"x:gigs: two about gig1 in ja"}, w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLivingPlaceFails: a place that cannot be written to does not hold up the
// others, and is tried again with the next change.
func TestLivingPlaceFails(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(int) error { return bot.ErrUnreachable }
	w.keep("c:x:gigs", "c:y:gigs")
	w.drain()
	if diff := cmp.Diff(map[storage.State]int{storage.Failed: 1, storage.Sent: 1}, w.totals()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	w.x.before = nil
	w.says("two")
	w.keep("c:x:gigs", "c:y:gigs")
	w.drain()
	if diff := cmp.Diff([]string{"x:gigs: two about gig1 in ja"}, w.x.seen()); diff != "" {
		t.Errorf("on x (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"y:gigs: two about gig1 in ja"}, w.y.seen()); diff != "" {
		t.Errorf("on y (-want +got):\n%s", diff)
	}
}

// TestLivingEditUncertain: an edit can always be done again.
func TestLivingEditUncertain(t *testing.T) {
	w := newWorld(t, false)
	w.keep("c:x:gigs")
	w.drain()
	w.says("two")
	w.keep("c:x:gigs")
	w.x.before = func(call int) error {
		if call == 2 {
			return fmt.Errorf("connection reset: %w", bot.ErrUncertain)
		}
		return nil
	}
	w.drain()
	w.later(time.Minute)
	w.drain()
	if diff := cmp.Diff([]string{"x:gigs: two about gig1 in ja"}, w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLivingDeletedAndUnknown: where a key does not help, a card that may have
// been posted anew already is not posted a third time.
func TestLivingDeletedAndUnknown(t *testing.T) {
	w := newWorld(t, false)
	w.keep("c:x:gigs")
	w.drain()
	w.x.posted[0].gone = true
	w.keep("c:x:gigs")
	// Edit finds it gone, Send posts it anew, and then the process dies.
	w.x.after = func(call int) error {
		if call == 3 {
			die()
		}
		return nil
	}
	if !dies(func() { _, _ = w.courier.Drain(t.Context()) }) {
		t.Fatal("nothing died")
	}
	w.x.after = nil
	w.later(10 * time.Minute)
	w.courier = w.newCourier()
	for range 5 {
		w.drain()
		w.later(time.Minute)
	}
	if n := len(w.x.seen()); n != 1 {
		t.Errorf("%d cards, want 1: %v", n, w.x.seen())
	}
	if w.totals()[storage.Unknown] != 1 {
		t.Errorf("totals %v, want it reported as unknown", w.totals())
	}
}
