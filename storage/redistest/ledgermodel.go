package redistest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// ledgerModel has workers take, begin, settle, release and vanish at random,
// and follows each delivery.
func ledgerModel(t *testing.T, r *Redis) {
	var scopes atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		m := &post{
			t: t, l: storage.NewLedger(r.DB), db: r.DB, now: noon,
			scope:      storage.CommunityScope(fmt.Sprint("post", scopes.Add(1))),
			deliveries: make(map[string][]*delivery),
			version:    make(map[string]int64),
		}
		t.Repeat(map[string]func(*rapid.T){
			"queue":   m.queue,
			"take":    m.take,
			"begin":   m.begin,
			"settle":  m.settle,
			"release": m.release,
			"vanish":  m.vanish,
			"clock": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 15).Draw(t, "seconds")) * time.Second)
			},
			"totals": func(*rapid.T) { m.totals() },
		})
		m.drain()
	})
}

// post is the model of one scope's ledger.
type post struct {
	t          *rapid.T
	l          *storage.Ledger
	db         *storage.DB
	scope      storage.Scope
	now        time.Time
	deliveries map[string][]*delivery
	version    map[string]int64 // of living announcements
	workers    []*worker
}

// delivery is what really happened to one recipient.
type delivery struct {
	begun   bool  // a worker may be sending it, or died doing so
	sent    int   // how often a message went out
	written int64 // the newest version that a message certainly showed
	ended   bool  // not living: settled for good
}

// worker holds a lease, which may be lost to another without its knowing.
type worker struct {
	lease *storage.Lease
	todo  []storage.Item
	begun *storage.Item
}

func (m *post) queue(t *rapid.T) {
	a := announcement(rapid.SampledFrom([]string{"a", "b", "card"}).Draw(t, "id"), rapid.IntRange(1, 5).Draw(t, "n"))
	a.Living = a.ID == "card"
	a.Due = m.now
	tx := m.db.Begin(m.scope, "", m.now)
	m.l.Enqueue(tx, a)
	must(t, tx.Commit(ctx))
	if m.deliveries[a.ID] == nil {
		for range a.To {
			m.deliveries[a.ID] = append(m.deliveries[a.ID], &delivery{})
		}
	}
	if a.Living {
		m.version[a.ID]++
	}
}

func (m *post) take(t *rapid.T) {
	lease, err := m.l.Take(ctx, m.scope, m.now, hold, rapid.IntRange(1, 3).Draw(t, "most"))
	must(t, err)
	if lease != nil {
		m.leased(lease)
	}
}

// leased checks that nobody else holds what was leased, and how it stands.
func (m *post) leased(lease *storage.Lease) {
	for _, w := range m.workers {
		if w.lease.Announcement == lease.Announcement && len(w.todo) > 0 && w.lease.Until.After(m.now) {
			m.t.Fatalf("%s is leased twice", lease.Announcement)
		}
	}
	for _, i := range lease.Items {
		d := m.deliveries[lease.Announcement][i.Position]
		same(m.t, i.To, fmt.Sprint(i.Position+1))
		same(m.t, i.State == storage.Unknown, d.begun)
		if d.ended {
			m.t.Fatalf("%s %d is leased after it ended", lease.Announcement, i.Position)
		}
	}
	m.workers = append(m.workers, &worker{lease: lease, todo: slices.Clone(lease.Items)})
}

func (m *post) worker(t *rapid.T) *worker {
	if len(m.workers) == 0 {
		t.Skip("nobody works")
	}
	return rapid.SampledFrom(m.workers).Draw(t, "worker")
}

func (m *post) begin(t *rapid.T) {
	w := m.worker(t)
	if w.begun != nil || len(w.todo) == 0 || w.todo[0].State == storage.Unknown {
		t.Skip("nothing to begin")
	}
	err := m.l.Begin(ctx, m.scope, w.lease, w.todo[0].Position, m.now)
	if m.fenced(w, err) {
		return
	}
	m.started(w, w.todo[0])
}

// started sends the message: from now on it may have arrived.
func (m *post) started(w *worker, i storage.Item) {
	d := m.deliveries[w.lease.Announcement][i.Position]
	d.begun = true
	d.sent++
	d.written = max(d.written, w.lease.Version)
	w.begun = &i
}

func (m *post) settle(t *rapid.T) {
	w := m.worker(t)
	if len(w.todo) == 0 {
		t.Skip("nothing to settle")
	}
	o := storage.Outcome{State: storage.Sent, Ref: "m"}
	if w.todo[0].State != storage.Unknown && rapid.IntRange(0, 3).Draw(t, "put off") == 0 {
		o = storage.Outcome{State: storage.Pending, Retry: m.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "seconds")) * time.Second)}
	} else if w.todo[0].State != storage.Unknown && w.begun == nil {
		o = storage.Outcome{State: storage.Suppressed, Reason: "withdrew"}
	}
	m.settled(w, o, rapid.Bool().Draw(t, "next"))
}

// settled settles the first delivery of the worker and begins the next.
func (m *post) settled(w *worker, o storage.Outcome, begin bool) {
	next := -1
	if begin && len(w.todo) > 1 && w.todo[1].State != storage.Unknown {
		next = w.todo[1].Position
	}
	i := w.todo[0]
	if m.fenced(w, m.l.Settle(ctx, m.scope, w.lease, i.Position, o, next, m.now)) {
		return
	}
	d := m.deliveries[w.lease.Announcement][i.Position]
	if o.State == storage.Pending && w.begun != nil {
		d.sent-- // it was refused
	}
	if o.State == storage.Suppressed {
		d.sent++ // decided for good, as if it had been sent
		d.written = max(d.written, w.lease.Version)
	}
	d.begun = false
	d.ended = o.State != storage.Pending && !w.lease.Living
	w.todo, w.begun = w.todo[1:], nil
	if next >= 0 {
		m.started(w, w.todo[0])
	}
}

// fenced has a worker that lost its lease stop.
func (m *post) fenced(w *worker, err error) bool {
	if !errors.Is(err, storage.ErrFenced) {
		must(m.t, err)
		return false
	}
	m.drop(w)
	return true
}

func (m *post) drop(w *worker) {
	m.workers = slices.DeleteFunc(m.workers, func(other *worker) bool { return other == w })
}

func (m *post) release(t *rapid.T) {
	w := m.worker(t)
	must(t, m.l.Release(ctx, m.scope, w.lease, m.now))
	m.drop(w)
}

// vanish drops a worker, wherever it is; nobody is told.
func (m *post) vanish(t *rapid.T) { m.drop(m.worker(t)) }

func (m *post) totals() map[string]map[storage.State]int {
	out := make(map[string]map[storage.State]int)
	for id, ds := range m.deliveries {
		totals, err := m.l.Totals(ctx, m.scope, id)
		must(m.t, err)
		sum := 0
		for n := range maps.Values(totals) {
			sum += n
		}
		same(m.t, sum, len(ds))
		out[id] = totals
	}
	return out
}

// drain has one good worker finish everything, and looks at the end.
func (m *post) drain() {
	m.workers = nil
	for {
		m.now = m.now.Add(time.Minute)
		lease, err := m.l.Take(ctx, m.scope, m.now, hold, 2)
		must(m.t, err)
		if lease == nil {
			break
		}
		m.leased(lease)
		w := m.workers[0]
		for len(w.todo) > 0 {
			// What is unknown is found to have been sent.
			if i := w.todo[0]; i.State != storage.Unknown && w.begun == nil {
				must(m.t, m.l.Begin(ctx, m.scope, lease, i.Position, m.now))
				m.started(w, i)
			}
			m.settled(w, sent, true)
		}
		m.drop(w)
	}
	next, err := m.l.NextDue(ctx, m.scope)
	must(m.t, err)
	same(m.t, next.IsZero(), true)
	for id, totals := range m.totals() {
		same(m.t, totals[storage.Sent]+totals[storage.Suppressed], len(m.deliveries[id]))
		for _, d := range m.deliveries[id] {
			if version, living := m.version[id]; living {
				same(m.t, d.written, version)
			} else {
				same(m.t, d.sent, 1)
			}
		}
	}
}
