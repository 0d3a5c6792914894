package redistest

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/storage"
)

// ledgerForgot: of what is to be forgotten nothing is left, whatever it was at, and
// whoever was at it has lost it.
func ledgerForgot(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	forget := func(id string) {
		tx := r.DB.Begin(acme, "", noon)
		l.Forget(tx, id)
		must(t, tx.Commit(ctx))
	}
	forget("nothing")
	for name, living := range map[string]bool{"kept": true, "told": false} {
		a := announcement(name, 30)
		a.Living = living
		queue(t, r, a)
		first, second := take(t, r, noon, 3), take(t, r, noon, 3)
		must(t, begin(r, first, 0, noon))
		must(t, settle(r, first, 0, storage.Outcome{State: storage.Sent, Ref: "m1"}, -1, noon))
		must(t, settle(r, first, 1, storage.Outcome{State: storage.Failed, Reason: "why"}, -1, noon))
		must(t, settle(r, first, 2, storage.Outcome{State: storage.Pending, Retry: noon.Add(hold), Tries: 1}, -1, noon))
		must(t, begin(r, second, 3, noon))
		forget(name)
		is(t, settle(r, second, 3, sent, -1, noon), storage.ErrFenced)
		for key := range r.Dump(t) {
			if strings.Contains(key, ":"+name) {
				t.Errorf("of %s there is still %s", name, key)
			}
		}
		same(t, due(t, r).IsZero(), true)
		_, err := l.Counts(ctx, acme, name)
		is(t, err, storage.ErrNotFound)
		// It can be queued again, as a new one.
		queue(t, r, a)
		same(t, totals(t, r, name), "p30")
		forget(name)
	}
}
