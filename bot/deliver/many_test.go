package deliver_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

const run1 = "broadcast:b1:1"

// people are u:x:p1, u:x:p2…
func people(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprintf("u:x:p%d", i+1)) {
				return
			}
		}
	}
}

func (w *world) gather(n int) deliver.Gathered {
	w.t.Helper()
	g, err := w.outbox.Gather(w.t.Context(), acme.ID, w.clock(), people(n))
	if err != nil {
		w.t.Fatal(err)
	}
	return g
}

// send gathers n people and sends to them from now on.
func (w *world) send(n int) {
	w.t.Helper()
	g := w.gather(n)
	w.commit(func(tx *storage.Tx) { w.outbox.Send(tx, run1, "test.news", "b1", g, w.clock()) })
}

func (w *world) report() deliver.Report {
	w.t.Helper()
	r, err := w.outbox.Report(w.t.Context(), acme.ID, run1)
	if err != nil {
		w.t.Fatal(err)
	}
	if sum := r.Sent + r.Deferred + r.Failed + r.Suppressed + r.Uncertain; sum != r.Audience {
		w.t.Errorf("the report does not add up: %+v", r)
	}
	return r
}

func (w *world) reported(want deliver.Report) {
	w.t.Helper()
	got := w.report()
	got.First, got.Last = time.Time{}, time.Time{}
	if want.Reasons == nil {
		want.Reasons = map[string]int{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestSendToMany(t *testing.T) {
	w := newWorld(t, true)
	start := w.clock()
	g := w.gather(2500)
	w.commit(func(tx *storage.Tx) {
		w.outbox.Send(tx, run1, "test.news", "b1", g, start.Add(time.Minute))
	})
	if n := w.drain(); g.Count != 2500 || n != 0 {
		t.Errorf("%d gathered, %d sent before it is due", g.Count, n)
	}
	w.reported(deliver.Report{Audience: 2500, Deferred: 2500})
	w.later(time.Minute)
	w.drain()
	w.reported(deliver.Report{Audience: 2500, Sent: 2500})
	r := w.report()
	if !r.Done() || !r.First.Equal(w.clock()) || !r.Last.Equal(w.clock()) {
		t.Errorf("%+v", r)
	}
	seen := map[string]bool{}
	for _, s := range w.x.seen() {
		seen[s] = true
	}
	// The platform is not asked who each of them is.
	if len(seen) != 2500 || !seen["x:p2500: one about b1 in ja"] {
		t.Errorf("%d people see it", len(seen))
	}
	_, err := w.outbox.Report(t.Context(), acme.ID, "broadcast:b2:1")
	if !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("report of an unknown announcement: %v", err)
	}
}

// TestSendOnce: a list that was written aside is sent once, and not after an hour.
func TestSendOnce(t *testing.T) {
	w := newWorld(t, true)
	try := func(id string, g deliver.Gathered) error {
		tx := w.redis.DB.Begin(scope, "", w.clock())
		w.outbox.Send(tx, id, "test.news", "b1", g, w.clock())
		return tx.Commit(t.Context())
	}
	g := w.gather(101)
	if err := try(run1, g); err != nil {
		t.Fatal(err)
	}
	if err := try(run1, w.gather(5)); err != nil {
		t.Errorf("the same announcement again: %v", err)
	}
	if err := try("other", g); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the same recipients again: %v", err)
	}
	old := w.gather(101)
	w.later(2 * time.Hour)
	if err := try("late", old); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("recipients of two hours ago: %v", err)
	}
	if err := try("none", w.gather(0)); err != nil {
		t.Errorf("nobody: %v", err)
	}
	w.drain()
	w.reported(deliver.Report{Audience: 101, Sent: 101})
	if n := len(w.x.seen()); n != 101 {
		t.Errorf("%d people see it", n)
	}
}

// TestGatherWritesAsideWhatIsLong, and sends a short list with the Tx.
func TestGatherWritesAsideWhatIsLong(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 0, 100: 0, 101: 1, 1000: 1, 1001: 2} {
		w := newWorld(t, true)
		w.gather(200) // brings connections and scripts up
		w.redis.Trips.Reset()
		g := w.gather(n)
		if got := w.redis.Trips.Count(); got != want || g.Count != n {
			t.Errorf("%d recipients: %d gathered in %d round trips, want %d", n, g.Count, got, want)
		}
	}
}

// TestPauseInTheMiddle: nothing is sent after the message that is on its way.
func TestPauseInTheMiddle(t *testing.T) {
	w := newWorld(t, true)
	w.send(100)
	w.x.before = func(call int) error {
		if call == 30 {
			w.commit(func(tx *storage.Tx) { w.outbox.Pause(tx, run1) })
		}
		return nil
	}
	w.drain()
	w.reported(deliver.Report{Audience: 100, Sent: 30, Deferred: 70, Paused: true})
	w.later(24 * time.Hour)
	if n := w.drain(); n != 0 {
		t.Errorf("%d were sent while it was paused", n)
	}
	w.commit(func(tx *storage.Tx) { w.outbox.Resume(tx, run1) })
	w.drain()
	w.reported(deliver.Report{Audience: 100, Sent: 100})
	if r := w.report(); r.Last.Sub(r.First) != 24*time.Hour {
		t.Errorf("sent from %s to %s", r.First, r.Last)
	}
}

func TestCancelInTheMiddle(t *testing.T) {
	w := newWorld(t, true)
	w.send(100)
	w.x.before = func(call int) error {
		switch call {
		case 10:
			return bot.TryAfter{Seconds: 5}
		case 30:
			w.commit(func(tx *storage.Tx) { w.outbox.Cancel(tx, run1) })
			w.reported(deliver.Report{Audience: 100, Sent: 28, Deferred: 1, Suppressed: 71, Cancelled: true,
				Reasons: map[string]int{deliver.Cancelled: 71}})
		}
		return nil
	}
	for range 5 {
		w.drain()
		w.later(time.Minute)
		w.commit(func(tx *storage.Tx) {
			w.outbox.Resume(tx, "unknown")
			w.outbox.Pause(tx, "unknown")
		})
	}
	w.commit(func(tx *storage.Tx) {
		w.outbox.Resume(tx, run1)
		w.outbox.RetryFailed(tx, run1)
	})
	w.drain()
	w.reported(deliver.Report{Audience: 100, Sent: 29, Suppressed: 71, Cancelled: true,
		Reasons: map[string]int{deliver.Cancelled: 71}})
}

// TestRetryFailed: only the failed get it again, in the order of the list.
func TestRetryFailed(t *testing.T) {
	w := newWorld(t, true)
	w.send(40)
	w.onWrite(func(p bot.DeliveryRequest) error {
		if p.To == "u:x:p7" {
			return bot.Skip{Reason: "withdrawn"}
		}
		return nil
	})
	w.x.before = func(call int) error {
		if call%10 == 0 {
			return bot.ErrUnreachable
		}
		return nil
	}
	w.drain()
	w.reported(deliver.Report{Audience: 40, Sent: 36, Failed: 3, Suppressed: 1,
		Reasons: map[string]int{deliver.Unreachable: 3, "withdrawn": 1}})
	w.x.before = nil
	w.commit(func(tx *storage.Tx) { w.outbox.RetryFailed(tx, run1) })
	w.reported(deliver.Report{Audience: 40, Sent: 36, Deferred: 3, Suppressed: 1, Reasons: map[string]int{"withdrawn": 1}})
	if n := w.drain(); n != 3 {
		t.Errorf("%d were sent, want 3", n)
	}
	w.reported(deliver.Report{Audience: 40, Sent: 39, Suppressed: 1, Reasons: map[string]int{"withdrawn": 1}})
}

func TestDeliveriesInPages(t *testing.T) {
	w := newWorld(t, true)
	w.send(25)
	w.onWrite(func(p bot.DeliveryRequest) error {
		if p.To == "u:x:p7" {
			return bot.Skip{Reason: "withdrawn"}
		}
		return nil
	})
	w.drain()
	var all []deliver.Delivery
	for {
		page, err := w.outbox.Deliveries(t.Context(), acme.ID, run1, len(all), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		all = append(all, page...)
	}
	var want []deliver.Delivery
	for to := range people(25) {
		want = append(want, deliver.Delivery{To: to, State: deliver.Sent})
	}
	want[6] = deliver.Delivery{To: "u:x:p7", State: deliver.Suppressed, Reason: "withdrawn"}
	if !slices.Equal(all, want) {
		t.Errorf("got %v", all)
	}
	if _, err := w.outbox.Deliveries(t.Context(), acme.ID, "none", 0, 10); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("deliveries of an unknown announcement: %v", err)
	}
}
