package deliver_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// TestLostReplyIsFound: where a key does not help, the message is looked for.
func TestLostReplyIsFound(t *testing.T) {
	for name, lose := range map[string]func(*platform){
		"after the deed": func(p *platform) {
			p.after = func(call int) error {
				if call == 1 {
					return bot.ErrUncertain
				}
				return nil
			}
		},
		"before the deed": func(p *platform) {
			p.before = func(call int) error {
				if call == 1 {
					return bot.ErrUncertain
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.x.finds = true
			lose(w.x)
			w.offer("u:x:ann")
			w.drain()
			if w.totals()[storage.Sending] != 1 {
				t.Errorf("totals %v, want it looked for", w.totals())
			}
			// Another process takes over.
			w.courier = w.newCourier()
			w.later(time.Minute)
			w.drain()
			if len(w.x.seen()) != 1 || w.totals()[storage.Sent] != 1 {
				t.Errorf("people see %v, totals %v", w.x.seen(), w.totals())
			}
		})
	}
}

// TestTooEarlyToTell: it is looked for again when the platform says, and for a
// day; nothing else of the platform waits for it.
func TestTooEarlyToTell(t *testing.T) {
	w := newWorld(t, false)
	w.x.finds = true
	looked := 0
	w.x.early = func() error {
		looked++
		return bot.TryAfter{Seconds: 3600}
	}
	w.x.after = func(call int) error {
		if call == 1 {
			return bot.ErrUncertain
		}
		return nil
	}
	w.tell("u:x:ann")
	w.drain()
	w.later(time.Minute)
	w.drain()
	w.tell("u:x:bob")
	w.drain()
	if looked != 1 || len(w.x.seen()) != 2 {
		t.Errorf("looked %d times, people see %v", looked, w.x.seen())
	}
	for range 30 {
		w.later(time.Hour)
		w.drain()
	}
	if looked < 24 || looked > 26 || w.totals()[storage.Unknown] != 1 {
		t.Errorf("looked %d times in 30 hours, totals %v", looked, w.totals())
	}
}

// TestKeyIsForgotten: a platform knows a key for some minutes only. Then what
// may have been sent is not sent again, also by another process.
func TestKeyIsForgotten(t *testing.T) {
	w := newWorld(t, true)
	w.x.repeatFor = 3 * time.Minute
	w.x.after = func(int) error {
		die()
		return nil
	}
	w.tell("u:x:ann")
	if !dies(func() { _, _ = w.courier.Drain(t.Context()) }) {
		t.Fatal("nothing died")
	}
	w.x.after = nil
	w.courier = w.newCourier()
	w.later(4 * time.Minute)
	w.drain()
	if w.x.calls != 1 || w.totals()[storage.Unknown] != 1 {
		t.Errorf("%d calls, totals %v: want it uncertain and not sent again", w.x.calls, w.totals())
	}
}

// TestCancelledAndUncertain: what may have been sent before a cancel is looked
// for, and not sent after it.
func TestCancelledAndUncertain(t *testing.T) {
	for name, c := range map[string]struct {
		deed  bool
		state storage.State
	}{"was sent": {true, storage.Sent}, "was not": {false, storage.Suppressed}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.x.finds = true
			lose := func(int) error { return bot.ErrUncertain }
			if c.deed {
				w.x.after = lose
			} else {
				w.x.before = lose
			}
			w.send(1)
			w.drain()
			w.commit(func(tx *storage.Tx) { w.outbox.Cancel(tx, run1) })
			w.x.before, w.x.after = nil, nil
			for range 3 {
				w.later(time.Minute)
				w.drain()
			}
			if got := w.totals(); got[c.state] != 1 || w.x.calls != 1 {
				t.Errorf("totals %v after %d calls", got, w.x.calls)
			}
		})
	}
}

// TestTriesSurviveARestart: a notice that cannot be written is not tried anew by
// each process.
func TestTriesSurviveARestart(t *testing.T) {
	w := newWorld(t, true)
	written := 0
	w.onWrite(func(bot.DeliveryRequest) error {
		written++
		panic("always")
	})
	w.tell("u:x:ann")
	for range 30 {
		w.courier = w.newCourier()
		w.drain()
		w.later(5 * time.Minute)
	}
	if written != 10 || w.totals()[storage.Failed] != 1 {
		t.Errorf("written %d times, totals %v", written, w.totals())
	}
}
