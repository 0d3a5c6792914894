package redistest

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

const hold = 10 * time.Second

// queue commits announcements by themselves.
func queue(t testing.TB, r *Redis, as ...storage.Announcement) {
	t.Helper()
	tx := r.DB.Begin(acme, "", noon)
	for _, a := range as {
		storage.NewLedger(r.DB).Enqueue(tx, a)
	}
	must(t, tx.Commit(ctx))
}

func announcement(id string, recipients int) storage.Announcement {
	a := storage.Announcement{ID: id, Notice: "gig.open", About: "g1", Due: noon}
	for i := range recipients {
		a.To = append(a.To, fmt.Sprint(i+1))
	}
	return a
}

func take(t testing.TB, r *Redis, at time.Time, most int) *storage.Lease {
	t.Helper()
	lease, err := storage.NewLedger(r.DB).Take(ctx, acme, at, hold, most, storage.All)
	must(t, err)
	return lease
}

// begin begins a delivery that is no contact.
func begin(r *Redis, lease *storage.Lease, position int, at time.Time) error {
	_, err := storage.NewLedger(r.DB).Begin(ctx, acme, lease, storage.Next{Position: position}, at)
	return err
}

// settle settles a delivery and begins the next, unless that is negative.
func settle(r *Redis, lease *storage.Lease, position int, o storage.Outcome, next int, at time.Time) error {
	var begin *storage.Next
	if next >= 0 {
		begin = &storage.Next{Position: next}
	}
	_, err := storage.NewLedger(r.DB).Ack(ctx, acme, lease, position, o, begin, at)
	return err
}

// items are what a lease holds, as "position:state:ref".
func items(lease *storage.Lease) string {
	if lease == nil {
		return "none"
	}
	var out []string
	for _, i := range lease.Items {
		out = append(out, fmt.Sprintf("%d:%c:%s", i.Position, i.State, i.Ref))
	}
	return strings.Join(out, " ")
}

// totals are what became of an announcement, as "p2 o1".
func totals(t testing.TB, r *Redis, id string) string {
	t.Helper()
	sum, err := storage.NewLedger(r.DB).Totals(ctx, acme, id)
	must(t, err)
	var out []string
	for _, s := range "psofux" {
		if n := sum[storage.State(s)]; n > 0 {
			out = append(out, fmt.Sprintf("%c%d", s, n))
		}
	}
	return strings.Join(out, " ")
}

func due(t testing.TB, r *Redis) time.Time {
	t.Helper()
	at, err := storage.NewLedger(r.DB).NextDue(ctx, acme)
	must(t, err)
	return at
}

var sent = storage.Outcome{State: storage.Sent, Ref: "m"}

func ledger(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	same(t, due(t, r).IsZero(), true)
	same(t, items(take(t, r, noon, 5)), "none")
	queue(t, r, announcement("a", 4), announcement("none", 0))
	same(t, due(t, r), noon)
	same(t, items(take(t, r, noon.Add(-time.Millisecond), 5)), "none")

	lease := take(t, r, noon, 3)
	same(t, items(lease), "0:p: 1:p: 2:p:")
	same(t, []any{lease.Announcement, lease.Notice, lease.About, lease.Living, lease.Version, lease.Until},
		[]any{"a", "gig.open", "g1", false, 1, noon.Add(hold)})
	same(t, lease.Items[2].To, "3")
	same(t, due(t, r), noon)
	rest := take(t, r, noon, 3)
	same(t, items(rest), "3:p:")
	same(t, items(take(t, r, noon, 3)), "none")
	same(t, due(t, r), noon.Add(hold))
	must(t, l.Release(ctx, acme, rest, noon))

	r.Trips.Reset()
	must(t, begin(r, lease, 0, noon))
	same(t, totals(t, r, "a"), "p3 s1")
	later := noon.Add(3 * time.Second)
	must(t, settle(r, lease, 0, sent, 1, later))
	same(t, lease.Until, later.Add(hold))
	must(t, settle(r, lease, 1, storage.Outcome{State: storage.Failed, Reason: "closed inbox"}, -1, later))
	same(t, totals(t, r, "a"), "p2 o1 f1")
	must(t, settle(r, lease, 2, storage.Outcome{State: storage.Suppressed, Reason: "withdrew"}, -1, later))
	same(t, totals(t, r, "a"), "p1 o1 f1 x1")
	same(t, r.Trips.Count(), 7)

	// The lease has ended with its last delivery.
	lease = take(t, r, later, 3)
	same(t, items(lease), "3:p:")
	must(t, begin(r, lease, 3, later))
	must(t, settle(r, lease, 3, storage.Outcome{State: storage.Unknown}, -1, later))
	same(t, totals(t, r, "a"), "o1 f1 u1 x1")
	same(t, due(t, r).IsZero(), true)

	queue(t, r, announcement("a", 4))
	same(t, items(take(t, r, later, 3)), "none")
	_, err := l.Totals(ctx, acme, "none")
	is(t, err, storage.ErrNotFound)
	if err := begin(r, lease, 0, later); err == nil {
		t.Error("began what the lease does not hold")
	}
	if err := settle(r, lease, 3, storage.Outcome{State: storage.Sending}, -1, later); err == nil {
		t.Error("settled as being sent")
	}
	if _, err := l.Take(ctx, acme, later, hold, 0, storage.All); err == nil {
		t.Error("took nothing")
	}
}

func ledgerCrash(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 5))
	gone := take(t, r, noon, 5)
	must(t, begin(r, gone, 0, noon))
	must(t, settle(r, gone, 0, sent, 1, noon))

	same(t, items(take(t, r, noon.Add(hold-time.Millisecond), 9)), "none")
	lease := take(t, r, noon.Add(hold), 2)
	same(t, items(lease), "1:u: 2:p:")
	// This one vanishes too, before it looked at anything.
	lease = take(t, r, noon.Add(2*hold), 9)
	same(t, items(lease), "1:u: 2:p: 3:p: 4:p:")
	must(t, settle(r, lease, 1, storage.Outcome{State: storage.Unknown}, 2, noon.Add(2*hold)))
	must(t, l.Release(ctx, acme, lease, noon.Add(2*hold)))
	lease = take(t, r, noon.Add(2*hold), 9)
	same(t, items(lease), "2:u: 3:p: 4:p:")
	same(t, totals(t, r, "a"), "p2 s1 o1 u1")
	// Where it does no harm, what is unknown is begun again.
	must(t, begin(r, lease, 2, noon.Add(2*hold)))
	must(t, settle(r, lease, 2, sent, -1, noon.Add(2*hold)))
	same(t, totals(t, r, "a"), "p2 o2 u1")
}

// Whoever was sending a living message when its scope was erased does not settle
// the one that was queued under the same id afterwards.
func ledgerErased(t *testing.T, r *Redis) {
	queue(t, r, card())
	before := take(t, r, noon, 9)
	must(t, begin(r, before, 0, noon))
	must(t, r.DB.Erase(ctx, acme))
	queue(t, r, card())
	take(t, r, noon, 9)
	is(t, settle(r, before, 0, storage.Outcome{State: storage.Sent, Ref: "erased"}, -1, noon), storage.ErrFenced)
	same(t, totals(t, r, "card"), "p2")
}

// The master dies, and whoever takes its place has not heard of a lease. It gives
// the same deliveries to somebody else; who had them is told, and does not send.
func ledgerForgotten(t *testing.T, r *Redis) {
	queue(t, r, announcement("a", 3))
	rewind := r.remember(t)
	forgotten := take(t, r, noon, 3)
	rewind()
	known := take(t, r, noon, 3)
	same(t, items(known), items(forgotten))
	is(t, begin(r, forgotten, 0, noon), storage.ErrFenced)
	must(t, begin(r, known, 0, noon))
	is(t, begin(r, forgotten, 0, noon), storage.ErrFenced)
	is(t, settle(r, forgotten, 0, storage.Outcome{State: storage.Pending}, -1, noon), storage.ErrFenced)
	same(t, totals(t, r, "a"), "p2 s1")
}

// Nobody may ever come back to what was leased when an announcement is cancelled.
func ledgerCancelled(t *testing.T, r *Redis) {
	queue(t, r, announcement("a", 4))
	killed, alive := take(t, r, noon, 2), take(t, r, noon, 2)
	must(t, begin(r, alive, 2, noon))
	tx := r.DB.Begin(acme, "", noon)
	storage.NewLedger(r.DB).Cancel(tx, killed.Announcement)
	must(t, tx.Commit(ctx))
	must(t, settle(r, alive, 2, sent, -1, noon))
	must(t, settle(r, alive, 3, storage.Outcome{State: storage.Pending}, -1, noon))
	same(t, totals(t, r, "a"), "o1 x3")
	same(t, due(t, r).IsZero(), true)
	for key := range r.Dump(t) {
		if strings.HasPrefix(key, acme.String()+":ledger:") && r.Client.TTL(ctx, key).Val() < 0 {
			t.Errorf("%s is kept for good", key)
		}
	}
}

func ledgerFence(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 3))
	slow := take(t, r, noon, 3)
	must(t, begin(r, slow, 0, noon))
	// Late, but nobody else has come.
	late := noon.Add(3 * hold)
	must(t, settle(r, slow, 0, sent, 1, late))
	same(t, items(take(t, r, late.Add(hold-1), 2)), "none")

	quick := take(t, r, late.Add(hold), 2)
	same(t, items(quick), "1:u: 2:p:")
	before := r.Dump(t)
	is(t, settle(r, slow, 1, sent, -1, late), storage.ErrFenced)
	is(t, begin(r, slow, 1, late), storage.ErrFenced)
	must(t, l.Release(ctx, acme, slow, late))
	same(t, maps.Equal(before, r.Dump(t)), true)

	must(t, l.Release(ctx, acme, quick, late))
	must(t, l.Release(ctx, acme, quick, late))
	is(t, begin(r, quick, 2, late), storage.ErrFenced)
	same(t, items(take(t, r, late, 2)), "1:u: 2:p:")
}

func ledgerRetry(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 3))
	lease := take(t, r, noon, 9)
	back := storage.Outcome{State: storage.Pending, Reason: "rate limit", Retry: noon.Add(time.Hour)}
	must(t, begin(r, lease, 0, noon))
	must(t, settle(r, lease, 0, back, 1, noon))
	back.Retry = noon.Add(2 * time.Hour)
	must(t, settle(r, lease, 1, back, 2, noon))
	must(t, settle(r, lease, 2, storage.Outcome{State: storage.Pending}, -1, noon))
	same(t, totals(t, r, "a"), "p3")

	lease = take(t, r, noon, 9)
	same(t, items(lease), "2:p:")
	must(t, settle(r, lease, 2, sent, -1, noon))
	same(t, due(t, r), noon.Add(time.Hour))
	same(t, items(take(t, r, noon.Add(time.Hour-1), 9)), "none")
	lease = take(t, r, noon.Add(time.Hour), 9)
	same(t, items(lease), "0:p:")
	must(t, l.Release(ctx, acme, lease, noon.Add(time.Hour)))
	lease = take(t, r, noon.Add(2*time.Hour), 9)
	same(t, items(lease), "0:p: 1:p:")
	must(t, settle(r, lease, 0, sent, -1, noon))
	must(t, settle(r, lease, 1, sent, -1, noon))
	same(t, due(t, r).IsZero(), true)
	same(t, totals(t, r, "a"), "o3")
}

func ledgerTurns(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	long, short := announcement("long", 4), announcement("short", 1)
	short.Due = noon.Add(time.Millisecond)
	queue(t, r, long)
	at := noon.Add(time.Second)
	first := take(t, r, at, 2)
	queue(t, r, short)
	second := take(t, r, at, 2)
	same(t, first.Announcement+" "+second.Announcement, "long short")
	must(t, l.Release(ctx, acme, second, at))
	// It was queued for an earlier time, but had its turn.
	at = at.Add(time.Second)
	must(t, l.Release(ctx, acme, first, at))
	var order strings.Builder
	for range 3 {
		lease := take(t, r, at, 2)
		order.WriteString(lease.Announcement + " ")
		for _, i := range lease.Items {
			must(t, settle(r, lease, i.Position, sent, -1, at))
		}
		at = at.Add(time.Second)
	}
	same(t, order.String(), "short long long ")
}

// ledgerRoundMoment: a lease may end at any millisecond, also at one that prints
// shorter with an exponent.
func ledgerRoundMoment(t *testing.T, r *Redis) {
	queue(t, r, announcement("a", 1))
	round := time.UnixMilli(1_798_200_000_000).UTC()
	lease := take(t, r, round.Add(-hold), 1)
	same(t, lease.Until, round)
	r.Line.LoseReplies(1)
	must(t, begin(r, lease, 0, round))
	must(t, settle(r, lease, 0, sent, -1, round))
	same(t, totals(t, r, "a"), "o1")
}
