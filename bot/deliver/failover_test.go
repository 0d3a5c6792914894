package deliver_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestReplicaThatFellBehind: from the fifth of forty messages on, the replica
// hears nothing of what the master writes. None is sent then of which only the
// master knows, so that nobody gets it twice when the master has died and the
// replica takes its place.
func TestReplicaThatFellBehind(t *testing.T) {
	const recipients, fifth = 40, 5
	r := redistest.Follow(t)
	w := worldOn(t, r.Redis, false)
	w.x.finds = true
	w.x.before = func(call int) error {
		if call == fifth {
			r.Hold(t)
		}
		return nil
	}
	want := map[string]int{}
	var to []string
	for i := range recipients {
		name := "x:p" + strconv.Itoa(i)
		to, want[name] = append(to, "u:"+name), 1
	}
	w.tell(to...)
	if _, err := w.courier.Drain(t.Context()); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("without the replica: %v", err)
	}
	if n := len(w.x.seen()); n != fifth {
		t.Errorf("%d are sent, want those %d of which the replica knows", n, fifth)
	}

	r.Failover(t)
	w.later(time.Minute) // whatever was leased is over
	w.drain()
	got := map[string]int{}
	for _, s := range w.x.seen() {
		name, _, _ := strings.Cut(s, ": ")
		got[name]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("people have (-want +got):\n%s", diff)
	}
	if n := w.totals()[storage.Sent]; n != recipients {
		t.Errorf("totals %v", w.totals())
	}
}
