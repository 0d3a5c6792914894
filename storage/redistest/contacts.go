package redistest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// ledgerContacts: a member is contacted as often as allowed and no more, and
// what counts as one counts once.
func ledgerContacts(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 9))
	lease := take(t, r, noon, 9)
	position := -1
	begin := func(member uint32, name string, at time.Time) storage.Verdict {
		t.Helper()
		position++
		v, err := l.Begin(ctx, acme, lease, storage.Next{
			Position: position, Contact: storage.Contact{Member: member, Name: name, Most: 2},
		}, at)
		must(t, err)
		return v
	}
	same(t, begin(127, "one", noon), storage.BegunFirst)
	same(t, begin(128, "one", noon), storage.BegunFirst)
	second := noon.Add(time.Second)
	same(t, begin(127, "one", second), storage.Begun)
	same(t, begin(127, "two", second), storage.BegunFirst)
	same(t, begin(127, "three", second), storage.Spent)
	same(t, totals(t, r, "a"), "p5 s4")
	// Refused by the platform: there is room again.
	_, err := l.Ack(ctx, acme, lease, 3, storage.Outcome{
		State: storage.Failed, GiveBack: storage.Contact{Member: 127, Name: "two", Most: 2},
	}, nil, second)
	must(t, err)
	r.Line.LoseReplies(1)
	same(t, begin(127, "three", second), storage.BegunFirst)
	same(t, begin(127, "four", second), storage.Spent)
	week := noon.Add(7 * 24 * time.Hour)
	same(t, begin(127, "four", week), storage.BegunFirst)
	same(t, begin(127, "five", week), storage.Spent)
}

// ledgerContactOfAnother: a message that counts together with one of the same
// moment gives back nothing when it is refused, also if its reply got lost.
func ledgerContactOfAnother(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 3))
	lease := take(t, r, noon, 3)
	one := storage.Contact{Member: 1, Name: "one", Most: 1}
	for position, want := range []storage.Verdict{storage.BegunFirst, storage.Begun} {
		r.Line.LoseReplies(1)
		v, err := l.Begin(ctx, acme, lease, storage.Next{Position: position, Contact: one}, noon)
		must(t, err)
		same(t, v, want)
	}
	two := storage.Contact{Member: 1, Name: "two", Most: 1}
	v, err := l.Begin(ctx, acme, lease, storage.Next{Position: 2, Contact: two}, noon)
	must(t, err)
	same(t, v, storage.Spent)
}

// ledgerRequires: what was read for a message has to stand when it is begun.
func ledgerRequires(t *testing.T, r *Redis) {
	l, c := storage.NewLedger(r.DB), notes(r)
	note := add(t, r, "a", note{Text: "agreed"})
	read := c.Unchanged(get(t, r, "a"))
	queue(t, r, announcement("a", 2))
	lease := take(t, r, noon, 2)
	next := storage.Next{Position: 0, Require: read, Contact: storage.Contact{Member: 1, Name: "x", Most: 1}}
	note.Value.Text = "withdrawn"
	put(t, r, note, noon)
	v, err := l.Begin(ctx, acme, lease, next, noon)
	must(t, err)
	same(t, v, storage.Changed)
	same(t, totals(t, r, "a"), "p2")
	next.Require = c.Unchanged(get(t, r, "a"))
	v, err = l.Begin(ctx, acme, lease, next, noon)
	must(t, err)
	same(t, v, storage.BegunFirst) // what changed counted no contact
	tx := r.DB.Begin(acme, "", noon)
	c.Delete(tx, note)
	must(t, tx.Commit(ctx))
	v, err = l.Ack(ctx, acme, lease, 0, sent, &storage.Next{Position: 1, Require: next.Require}, noon)
	must(t, err)
	same(t, v, storage.Changed)
	same(t, totals(t, r, "a"), "p1 o1")
}

// ledgerPostpone: those who wait together are one entry, each comes back when it
// is due, and there are never too many.
func ledgerPostpone(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 300))
	waits := acme.String() + ":ledger:w:a"
	morning := noon.Add(20 * time.Hour)
	for range 2 {
		lease := take(t, r, noon, 50)
		must(t, l.Postpone(ctx, acme, lease, positions(lease), morning, noon))
	}
	same(t, r.Client.ZCard(ctx, waits).Val(), 1)
	// More different moments than there are slots.
	for i := range 100 {
		lease := take(t, r, noon, 2)
		must(t, l.Postpone(ctx, acme, lease, positions(lease), noon.Add(time.Duration(i+1)*time.Minute), noon))
	}
	same(t, totals(t, r, "a"), "p300")
	same(t, items(take(t, r, noon, 9)), "none")
	same(t, due(t, r), noon.Add(time.Minute))
	for i := range 100 {
		at := noon.Add(time.Duration(i+1) * time.Minute)
		same(t, items(take(t, r, at.Add(-time.Millisecond), 9)), "none")
		lease := take(t, r, at, 9)
		same(t, items(lease), fmt.Sprintf("%d:p: %d:p:", 100+2*i, 101+2*i))
		for _, p := range positions(lease) {
			must(t, settle(r, lease, p, sent, -1, at))
		}
	}
	same(t, len(take(t, r, morning, 1000).Items), 100)
	same(t, r.Client.Exists(ctx, waits).Val(), 0)
}

func positions(lease *storage.Lease) []int {
	var out []int
	for _, i := range lease.Items {
		out = append(out, i.Position)
	}
	return out
}

// ledgerReasons: each is counted by its words, as many as there are.
func ledgerReasons(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("a", 70))
	lease := take(t, r, noon, 70)
	for _, i := range lease.Items {
		o := storage.Outcome{State: storage.Suppressed, Reason: "reason " + fmt.Sprint(i.Position%3)}
		if i.Position >= 6 {
			o = storage.Outcome{State: storage.Failed, Reason: "odd " + fmt.Sprint(i.Position)}
		}
		must(t, settle(r, lease, i.Position, o, -1, noon))
	}
	tally, err := l.Counts(ctx, acme, "a")
	must(t, err)
	same(t, tally.States, map[storage.State]int{storage.Suppressed: 6, storage.Failed: 64})
	same(t, tally.Reasons["reason 1"], 2)
	same(t, tally.Reasons["odd 6"], 1)
	same(t, len(tally.Reasons), 64) // of 67; the rest is counted without
	page, err := l.Deliveries(ctx, acme, "a", 4, 3)
	must(t, err)
	same(t, page, "[{5 120 reason 1} {6 120 reason 2} {7 102 odd 6}]")
}

// ledgerGathered: a list travels in pieces, is queued once and whole, and its
// pieces may be sent again.
func ledgerGathered(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	r.Line.LoseReplies(1)
	to := func(yield func(string) bool) {
		for i := range 2500 {
			if !yield(fmt.Sprint(i + 1)) {
				return
			}
		}
	}
	g, err := l.Gather(ctx, acme, noon, to)
	must(t, err)
	same(t, g.Count, 2500)
	tx := r.DB.Begin(acme, "", noon)
	l.EnqueueGathered(tx, announcement("a", 0), g)
	r.Line.LoseReplies(1)
	must(t, tx.Commit(ctx))
	same(t, totals(t, r, "a"), "p2500")
	for key := range r.Dump(t) {
		if strings.Contains(key, ":ledger:g:") {
			t.Errorf("%s is left", key)
		}
	}
	if ttl := r.Client.PTTL(ctx, acme.String()+":ledger:t:a").Val(); ttl > 0 {
		t.Errorf("the list ends in %s", ttl)
	}
	lease := take(t, r, noon, 1000)
	same(t, lease.Items[999].To, "1000")
	same(t, lease.Recipients, 2500)
}

// ledgerLines: while long announcements are held back, short ones go on.
func ledgerLines(t *testing.T, r *Redis) {
	l := storage.NewLedger(r.DB)
	queue(t, r, announcement("long", 21))
	queue(t, r, announcement("short", 20))
	for _, want := range []string{"short", ""} {
		lease, err := l.Take(ctx, acme, noon, hold, 1000, storage.Short)
		must(t, err)
		got := ""
		if lease != nil {
			got = lease.Announcement
		}
		same(t, got, want)
	}
	lease := take(t, r, noon, 9)
	same(t, lease.Announcement, "long")
	same(t, lease.Long(), true)
}
