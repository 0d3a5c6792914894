package deliver_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

// newerCourier is that of a version which knows test.later, and tells failed of
// what it does not know.
func newerCourier(w *world, failed *int, notices ...string) *deliver.Courier {
	w.t.Helper()
	c := deliver.Config{
		DB: w.redis.DB, Communities: []bot.Community{acme}, Clock: w.clock, Log: discard(), Adapters: []bot.Adapter{w.x},
		Unknown: func(n int) { *failed += n },
	}
	for _, name := range notices {
		c.Notices = append(c.Notices, bot.Notice{Name: name, Write: w.news})
	}
	courier, err := deliver.NewCourier(c)
	if err != nil {
		w.t.Fatal(err)
	}
	return courier
}

// TestUnknownNoticeWaitsForACopyThatKnowsIt, however often others look at it
// meanwhile, and has all its tries left then.
func TestUnknownNoticeWaitsForACopyThatKnowsIt(t *testing.T) {
	w, failed := newWorld(t, true), 0
	older := []*deliver.Courier{w.courier, newerCourier(w, &failed, "test.other")}
	w.commit(func(tx *storage.Tx) { w.outbox.Tell(tx, "test.later", "gig1", "u:x:ann", "u:x:bob") })
	for range 59 {
		for _, c := range older {
			if _, err := c.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.later(30 * time.Second)
		}
	}
	if diff := cmp.Diff(map[storage.State]int{storage.Pending: 2}, w.totals()); diff != "" || failed > 0 {
		t.Fatalf("after 59 minutes %d failed, totals (-want +got):\n%s", failed, diff)
	}
	newer := newerCourier(w, &failed, "test.later")
	w.onWrite(func(p bot.DeliveryRequest) error {
		if p.To == "u:x:bob" {
			panic("not yet")
		}
		return nil
	})
	if n, err := newer.Drain(t.Context()); n != 1 || err != nil {
		t.Errorf("%d messages, %v, want one at once", n, err)
	}
	w.onWrite(nil)
	w.later(time.Second)
	if n, err := newer.Drain(t.Context()); n != 1 || err != nil {
		t.Errorf("%d messages, %v, want the one whose writing failed once", n, err)
	}
}

// TestUnknownNoticeIsReportedAfterAnHour, and can then be sent after all.
func TestUnknownNoticeIsReportedAfterAnHour(t *testing.T) {
	w, failed := newWorld(t, true), 0
	older := newerCourier(w, &failed, "test.other")
	w.commit(func(tx *storage.Tx) { w.outbox.Tell(tx, "test.later", "gig1", "u:x:ann", "u:x:bob") })
	for range 2 {
		if _, err := older.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.later(time.Hour)
	}
	if diff := cmp.Diff(map[storage.State]int{storage.Failed: 2}, w.totals()); diff != "" || failed != 2 {
		t.Errorf("%d are reported, totals (-want +got):\n%s", failed, diff)
	}
	if got := w.reasons(); !slices.Equal(got, []string{deliver.NotKnown, deliver.NotKnown}) {
		t.Errorf("reasons %q", got)
	}
	w.commit(func(tx *storage.Tx) { w.outbox.RetryFailed(tx, w.announcements()[0]) })
	if n, err := newerCourier(w, &failed, "test.later").Drain(t.Context()); n != 2 || err != nil {
		t.Errorf("%d messages, %v", n, err)
	}
}

// TestUnknownNoticeOfAMessageThatMayBeThere is not called unsent.
func TestUnknownNoticeOfAMessageThatMayBeThere(t *testing.T) {
	w, failed := newWorld(t, false), 0
	w.x.after = func(int) error { die(); return nil }
	w.tell("u:x:ann")
	if !dies(func() { _, _ = w.courier.Drain(t.Context()) }) {
		t.Fatal("it did not die")
	}
	older := newerCourier(w, &failed, "test.other")
	w.later(time.Minute)
	for range 2 {
		if _, err := older.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.later(time.Hour)
	}
	if diff := cmp.Diff(map[storage.State]int{storage.Unknown: 1}, w.totals()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}
