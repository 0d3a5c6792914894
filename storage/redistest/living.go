package redistest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

func card() storage.Announcement {
	a := announcement("card", 2)
	a.Living = true
	return a
}

// write takes all of the card and settles it as sent with the ref.
func write(t testing.TB, r *Redis, ref string) *storage.Lease {
	t.Helper()
	lease := take(t, r, noon, 9)
	for _, i := range lease.Items {
		must(t, begin(r, lease, i.Position, noon))
		must(t, settle(r, lease, i.Position, storage.Outcome{State: storage.Sent, Ref: ref}, -1, noon))
	}
	return lease
}

func ledgerLiving(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, card(), card(), card())
	lease := write(t, r, "m1")
	same(t, items(lease), "0:p: 1:p:")
	same(t, lease.Version, 3)
	same(t, lease.Living, true)
	same(t, items(take(t, r, noon, 9)), "none")

	queue(t, r, card())
	queue(t, r, card())
	lease = take(t, r, noon, 9)
	same(t, items(lease), "0:p:m1 1:p:m1")
	must(t, begin(r, lease, 0, noon))
	// Queued again in the middle: both may have been written before.
	queue(t, r, card())
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Sent, Ref: "m2"}, 1, noon))
	must(t, settle(r, lease, 1, storage.Outcome{State: storage.Failed, Reason: "gone"}, -1, noon))
	same(t, totals(t, r, "card"), "p2")
	same(t, items(write(t, r, "m3")), "0:p:m2 1:p:m1")
	same(t, totals(t, r, "card"), "o2")
	same(t, items(take(t, r, noon, 9)), "none")
	same(t, due(t, r).IsZero(), true)

	// What was withheld or failed gets another chance with the next version.
	queue(t, r, card())
	lease = take(t, r, noon, 9)
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Failed}, -1, noon))
	must(t, settle(r, lease, 1, storage.Outcome{State: storage.Suppressed}, -1, noon))
	queue(t, r, card())
	lease = take(t, r, noon, 9)
	same(t, items(lease), "0:p:m3 1:p:m3")
	// Withheld for a reason that the next version may not have.
	queue(t, r, card())
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Suppressed}, -1, noon))
	must(t, l.Release(ctx, acme, lease, noon))
	same(t, items(take(t, r, noon, 9)), "0:p:m3 1:p:m3")
}

func ledgerLivingUnknown(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, card())
	gone := take(t, r, noon, 9)
	must(t, begin(r, gone, 0, noon))
	queue(t, r, card())
	// The worker vanished; its message turns up, with the old text.
	lease := take(t, r, noon.Add(hold), 9)
	same(t, items(lease), "0:u: 1:p:")
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Sent, Ref: "found"}, -1, noon))
	must(t, settle(r, lease, 1, sent, -1, noon))
	lease = take(t, r, noon, 9)
	same(t, items(lease), "0:p:found")

	// This time it does not turn up, and nobody sends blindly.
	must(t, begin(r, lease, 0, noon))
	queue(t, r, card())
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Unknown}, -1, noon))
	same(t, totals(t, r, "card"), "p1 u1")
	must(t, l.Release(ctx, acme, take(t, r, noon, 9), noon))
	queue(t, r, card())
	lease = take(t, r, noon, 9)
	same(t, items(lease), "0:u:found 1:p:m")
	must(t, settle(r, lease, 0, sent, -1, noon))
	must(t, settle(r, lease, 1, sent, -1, noon))
	lease = take(t, r, noon, 9)
	same(t, items(lease), "0:p:m")

	// Written before it was queued again, begun after, and gone.
	queue(t, r, card())
	must(t, begin(r, lease, 0, noon))
	lease = take(t, r, noon.Add(hold), 9)
	same(t, items(lease), "0:u:m 1:p:m")
	must(t, settle(r, lease, 0, sent, -1, noon))
	must(t, settle(r, lease, 1, sent, -1, noon))
	same(t, items(take(t, r, noon, 9)), "0:p:m")
}

func ledgerLostReplies(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	tx := r.DB.Begin(acme, "", noon)
	l.Enqueue(tx, announcement("a", 3))
	second := card()
	second.Due = noon.Add(time.Second)
	l.Enqueue(tx, second)
	r.Line.LoseReplies(1)
	must(t, tx.Commit(ctx))

	r.Line.LoseReplies(1)
	lease := take(t, r, noon, 2)
	same(t, items(lease), "0:p: 1:p:")
	same(t, r.Client.ZCard(ctx, acme.String()+":ledger:l:a").Val(), 1)
	r.Line.LoseReplies(1)
	must(t, begin(r, lease, 0, noon))
	r.Line.LoseReplies(1)
	must(t, settle(r, lease, 0, sent, 1, noon))
	r.Line.LoseReplies(1000)
	is(t, settle(r, lease, 1, sent, -1, noon), storage.ErrUnavailable)
	r.Line.LoseReplies(0)
	later := noon.Add(time.Minute)
	must(t, settle(r, lease, 1, sent, -1, later))
	same(t, totals(t, r, "a"), "p1 o2")

	lease = take(t, r, later, 9)
	same(t, items(lease), "2:p:")
	r.Line.LoseReplies(1)
	must(t, l.Postpone(ctx, acme, lease, []int{2}, later, later))
	lease = take(t, r, later, 9)
	same(t, lease.Announcement, "card")
	same(t, lease.Version, 1)
	r.Line.LoseReplies(1)
	must(t, l.Release(ctx, acme, lease, later.Add(time.Minute)))

	// A lease whose reply never came is as if its worker had vanished.
	r.Line.LoseReplies(1000)
	_, err := l.Take(ctx, acme, later, hold, 9, storage.All)
	is(t, err, storage.ErrUnavailable)
	r.Line.LoseReplies(0)
	same(t, items(take(t, r, later, 9)), "none")
	same(t, items(take(t, r, later.Add(hold), 9)), "2:p:")
}

func ledgerVanished(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	for _, part := range []string{"a", "s", "t"} {
		queue(t, r, announcement("lost", 2))
		must(t, r.Client.Del(ctx, acme.String()+":ledger:"+part+":lost").Err())
		_, err := l.Take(ctx, acme, noon, hold, 9, storage.All)
		if err == nil || !strings.Contains(err.Error(), `"lost"`) {
			t.Fatalf("got error %v", err)
		}
		same(t, items(take(t, r, noon, 9)), "none")
		r.clear(t)
	}
}

func ledgerCause(t *testing.T, r *Redis) {
	c, l := notes(r), storage.NewLedger(r.DB)
	a := add(t, r, "a", note{})
	commit := func(rec *storage.Record[note]) error {
		tx := r.DB.Begin(acme, "e", noon)
		c.Put(tx, rec)
		l.Enqueue(tx, announcement("n", 1500))
		return tx.Commit(ctx)
	}
	is(t, commit(c.New("a", note{})), storage.ErrConflict)
	_, err := l.Totals(ctx, acme, "n")
	is(t, err, storage.ErrNotFound)
	must(t, commit(a))
	is(t, commit(a), storage.ErrDuplicate)
	same(t, totals(t, r, "n"), "p1500")
	lease := take(t, r, noon, 1000)
	same(t, len(lease.Items), 1000)
	same(t, lease.Items[999].To, "1000")
	same(t, len(take(t, r, noon.Add(hold), 1000).Items), 1000)
}

func heeded(t *testing.T, r *Redis) {
	db := storage.New(r.Client)
	var heard []storage.Committed
	db.OnCommit(func(done storage.Committed) { heard = append(heard, done) })
	plain := storage.NewCollection(db, storage.Schema[string]{Name: "plain"})
	commit := func(id string, in func(*storage.Tx)) error {
		tx := db.Begin(acme, id, noon)
		in(tx)
		return tx.Commit(ctx)
	}
	must(t, commit("a", func(tx *storage.Tx) { plain.Put(tx, plain.New("a", "")) }))
	queue := func(tx *storage.Tx) { storage.NewLedger(db).Enqueue(tx, announcement("n", 1)) }
	must(t, commit("b", queue))
	is(t, commit("b", queue), storage.ErrDuplicate)
	rec := notes(r).New("c", note{})
	must(t, commit("c", func(tx *storage.Tx) { notes(r).Put(tx, rec) }))
	must(t, commit("d", func(tx *storage.Tx) { notes(r).Require(tx, rec) }))
	must(t, commit("e", func(tx *storage.Tx) { notes(r).Delete(tx, rec) }))
	same(t, fmt.Sprint(heard), fmt.Sprint([]storage.Committed{
		{Scope: acme}, {Scope: acme, Queued: true}, {Scope: acme, Fed: true}, {Scope: acme}, {Scope: acme, Fed: true},
	}))
}
