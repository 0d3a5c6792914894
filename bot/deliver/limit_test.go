package deliver_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// TestLimit: what the platform would refuse now is sent later, whoever asks.
func TestLimit(t *testing.T) {
	w := newWorld(t, true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 1, Per: 10 * time.Second}}
	w.tell("u:x:ann", "u:x:bob", "u:y:cat")
	if n := w.drain(); n != 2 || len(w.x.seen()) != 1 || len(w.y.seen()) != 1 {
		t.Errorf("%d messages, %v and %v", n, w.x.seen(), w.y.seen())
	}
	other := w.newCourier()
	w.tell("u:x:dan")
	if n, err := other.Drain(t.Context()); n != 0 || err != nil {
		t.Errorf("%d messages by another courier, %v", n, err)
	}
	for want := 2; want <= 3; want++ {
		w.later(time.Minute)
		w.drain()
		if n := len(w.x.seen()); n != want {
			t.Errorf("%d messages, want %d", n, want)
		}
	}
	if w.x.calls != 3 {
		t.Errorf("%d calls for 3 messages", w.x.calls)
	}
}

// TestFullBucket: what is refused because of one bucket waits, and with it what
// counts there. The rest goes on.
func TestFullBucket(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(call int) error {
		if call == 1 {
			return fmt.Errorf("429: %w", bot.TryAfter{Seconds: 30, Bucket: "room"})
		}
		return nil
	}
	w.tell("c:x:room", "u:x:ann", "u:x:bob")
	if n := w.drain(); n != 2 {
		t.Errorf("%d messages, want 2 beside the one that was refused", n)
	}
	w.x.limits = []bot.Bucket{{Name: "room", Max: 10, Per: time.Second}}
	w.tell("c:x:room")
	if n := w.drain(); n != 0 || w.x.calls != 3 {
		t.Errorf("the bucket is full, and was asked %d times", w.x.calls-3)
	}
	w.later(time.Minute)
	if w.drain(); len(w.x.seen()) != 4 {
		t.Errorf("a minute later: %v", w.x.seen())
	}
}

// TestPromptMessagesDoNotWait: a message to a few goes at once while another
// goes to many.
func TestPromptMessagesDoNotWait(t *testing.T) {
	w := newWorld(t, true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 60, Per: time.Minute}}
	w.send(100)
	w.drain()
	if n := len(w.x.seen()); n != 1 {
		t.Fatalf("%d messages at one moment", n)
	}
	w.tell("u:x:ann")
	if n := w.drain(); n != 1 {
		t.Errorf("%d messages while many wait, want 1", n)
	}
}

// TestTurnIsGivenBack: a turn that comes to nothing is another's.
func TestTurnIsGivenBack(t *testing.T) {
	w := newWorld(t, true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 1, Per: time.Hour}}
	w.send(1)
	w.onWrite(func(bot.DeliveryRequest) error {
		w.onWrite(nil)
		w.commit(func(tx *storage.Tx) { w.outbox.Cancel(tx, run1) })
		return nil
	})
	w.drain()
	w.tell("u:x:ann")
	if n := w.drain(); n != 1 {
		t.Errorf("%d messages after a turn was given back, want 1", n)
	}
}

// TestEndingWhileWaiting: who waits for a turn when the courier is told to end
// leaves it, and what waits is another's at once.
func TestEndingWhileWaiting(t *testing.T) {
	w := newWorld(t, true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 1, Per: 5 * time.Second}}
	ctx, cancel := context.WithCancel(t.Context())
	w.tell("u:x:ann", "u:x:bob", "u:x:cat")
	began, ran := time.Now(), make(chan error)
	go func() { ran <- w.courier.Run(ctx) }()
	// Before it waits for the second turn it records what became of the first.
	for tick := time.Tick(time.Millisecond); w.totals()[storage.Sent] < 1; {
		<-tick
	}
	cancel()
	if err := <-ran; err != nil || time.Since(began) > 4*time.Second {
		t.Errorf("it ended after %s, %v", time.Since(began), err)
	}
	if n := len(w.x.seen()); n != 1 || w.totals()[storage.Pending] != 2 {
		t.Errorf("%d messages, totals %v", n, w.totals())
	}
	w.later(5 * time.Second)
	if n := w.drain(); n != 1 {
		t.Errorf("%d messages when the next turn has come, want 1", n)
	}
}

// TestMissedTurn: who takes so long to be written to that their turn is over waits for
// another one, since somebody else may have had what is free now.
func TestMissedTurn(t *testing.T) {
	w := newWorld(t, true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 1, Per: 4 * time.Second}}
	other := w.newCourier()
	w.members.change(t, "x:ann", "before", w.clock())
	looks := 0
	w.members.asked = func(member string) {
		switch looks++; looks {
		case 1: // has the message written again, with the turn held
			w.members.change(t, member, "meanwhile", w.clock())
		case 2:
			w.later(8 * time.Second) // within the lease
			w.tell("u:x:bob")
			if n, err := other.Drain(t.Context()); n != 1 || err != nil {
				t.Errorf("%d messages by another courier, %v", n, err)
			}
		}
	}
	w.offer("u:x:ann")
	if n := w.drain(); n != 0 {
		t.Errorf("sent %d messages at the moment of another one: %q", n, w.x.seen())
	}
	w.later(time.Minute)
	if n := w.drain(); n != 1 {
		t.Errorf("sent %d messages when there was a turn, want 1", n)
	}
}
