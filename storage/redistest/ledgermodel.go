package redistest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// ledgerModel has workers take, begin, settle, put off, release and vanish at
// random, while others pause, resume, cancel and retry, replies are lost, and
// clocks go forward and back; and it follows each delivery and each member.
func ledgerModel(t *testing.T, r *Redis) {
	var scopes atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		m := &post{
			t: t, r: r, l: storage.NewLedger(r.DB), now: noon,
			scope:      storage.CommunityScope(fmt.Sprint("post", scopes.Add(1))),
			deliveries: make(map[string][]*delivery),
			version:    make(map[string]int64),
			paused:     make(map[string]bool),
			cancelled:  make(map[string]bool),
			contacts:   make(map[int]map[string]time.Time),
		}
		t.Repeat(map[string]func(*rapid.T){
			"queue":    m.queue,
			"gather":   m.gather,
			"take":     m.take,
			"begin":    m.begin,
			"settle":   m.settle,
			"postpone": m.postpone,
			"renew":    m.renew,
			"release":  m.release,
			"vanish":   m.vanish,
			"pause":    m.pause,
			"resume":   m.resume,
			"cancel":   m.cancel,
			"retry":    m.retry,
			"clock":    m.clock,
			"line":     func(*rapid.T) { m.r.Line.LoseReplies(1) },
			"totals":   func(*rapid.T) { m.totals() },
		})
		m.drain()
	})
}

// post is the model of one scope's ledger.
type post struct {
	t          *rapid.T
	r          *Redis
	l          *storage.Ledger
	scope      storage.Scope
	now        time.Time
	deliveries map[string][]*delivery
	version    map[string]int64 // of living announcements
	paused     map[string]bool
	cancelled  map[string]bool
	contacts   map[int]map[string]time.Time // of members, by name
	workers    []*worker
}

// delivery is what really happened to one recipient.
type delivery struct {
	begun   bool          // a worker may be sending it, or died doing so
	sent    int           // how often a message went out
	written int64         // the newest version that a message certainly showed
	end     storage.State // what it was settled as for good, or 0; living: if that is Unknown
}

// worker holds a lease, which may be lost to another without its knowing.
type worker struct {
	lease *storage.Lease
	todo  []storage.Item
	begun bool // the first of todo
	first bool // its contact counts from then on
	over  bool // somebody looked for something to take when the lease had run out
	lost  bool // and took something of the announcement
}

const (
	maxContacts = 2
	perWeek     = 7 * 24 * time.Hour
)

func (m *post) queue(t *rapid.T) {
	a := announcement(rapid.SampledFrom([]string{"a", "b", "card"}).Draw(t, "id"), rapid.IntRange(1, 5).Draw(t, "n"))
	a.Living = a.ID == "card"
	a.Due = m.now
	m.commit(func(tx *storage.Tx) { m.l.Enqueue(tx, a) })
	m.queued(a.ID, len(a.To))
	if a.Living {
		m.version[a.ID]++
		for _, d := range m.deliveries[a.ID] {
			d.end = 0 // what is unknown is looked for again
		}
	}
}

func (m *post) gather(t *rapid.T) {
	a := announcement(rapid.SampledFrom([]string{"b", "c"}).Draw(t, "id"), rapid.IntRange(1, 30).Draw(t, "n"))
	g, err := m.l.Gather(ctx, m.scope, m.now, slices.Values(a.To))
	must(t, err)
	same(t, g.Count, len(a.To))
	m.commit(func(tx *storage.Tx) { m.l.EnqueueGathered(tx, a, g) })
	m.queued(a.ID, len(a.To))
}

func (m *post) queued(id string, n int) {
	if m.deliveries[id] == nil {
		for range n {
			m.deliveries[id] = append(m.deliveries[id], &delivery{})
		}
	}
}

func (m *post) commit(queue func(*storage.Tx)) {
	tx := m.r.DB.Begin(m.scope, "", m.now)
	queue(tx)
	must(m.t, tx.Commit(ctx))
}

func (m *post) clock(t *rapid.T) {
	step := rapid.SampledFrom([]time.Duration{time.Second, 15 * time.Second, 3 * 24 * time.Hour, -5 * time.Second})
	m.now = m.now.Add(step.Draw(t, "step"))
}

func (m *post) take(t *rapid.T) {
	line := rapid.SampledFrom([]storage.Line{storage.All, storage.Short}).Draw(t, "line")
	lease, err := m.l.Take(ctx, m.scope, m.now, hold, rapid.IntRange(1, 3).Draw(t, "most"), line)
	must(t, err)
	for _, w := range m.workers {
		w.over = w.over || m.out(w)
	}
	if lease != nil {
		same(t, line == storage.Short && lease.Recipients > 20, false)
		m.leased(lease)
	}
}

// leased checks that nobody else holds what was leased, and how it stands.
func (m *post) leased(lease *storage.Lease) *worker {
	id := lease.Announcement
	same(m.t, m.paused[id], false)
	for _, w := range m.workers {
		if w.lease.Announcement != id {
			continue
		}
		w.lost = w.lost || m.out(w)
		for _, i := range w.todo {
			if !w.over && slices.ContainsFunc(lease.Items, func(j storage.Item) bool { return i.Position == j.Position }) {
				m.t.Fatalf("%s %d is leased twice", id, i.Position)
			}
		}
	}
	for _, i := range lease.Items {
		d := m.deliveries[id][i.Position]
		same(m.t, i.To, fmt.Sprint(i.Position+1))
		same(m.t, i.State == storage.Unknown, d.begun)
		same(m.t, i.Begun.IsZero(), !d.begun)
		same(m.t, d.end, storage.State(0))
	}
	w := &worker{lease: lease, todo: slices.Clone(lease.Items)}
	m.workers = append(m.workers, w)
	return w
}

// out says whether a lease has run out. Until somebody takes it away, that is
// mended by going on, or by a clock that is set back.
func (m *post) out(w *worker) bool { return !w.lease.Until.After(m.now) }

func (m *post) worker(t *rapid.T) *worker {
	if len(m.workers) == 0 {
		t.Skip("nobody works")
	}
	return rapid.SampledFrom(m.workers).Draw(t, "worker")
}

func (m *post) begin(t *rapid.T) {
	w := m.worker(t)
	if w.begun || len(w.todo) == 0 || w.todo[0].State == storage.Unknown {
		t.Skip("nothing to begin")
	}
	verdict, err := m.l.Begin(ctx, m.scope, w.lease, m.next(w, 0), m.now)
	if !m.fenced(w, err) {
		m.started(w, verdict)
	}
}

// next is what begins a delivery of the worker. Living messages are no contacts.
func (m *post) next(w *worker, i int) storage.Next {
	next := storage.Next{Position: w.todo[i].Position}
	if !w.lease.Living {
		next.Contact = storage.Contact{Member: uint32(next.Position + 1), Name: w.lease.Announcement, Most: maxContacts}
	}
	return next
}

// started looks at the verdict, and sends the message if that is what it says:
// from now on it may have arrived.
func (m *post) started(w *worker, v storage.Verdict) {
	id, i := w.lease.Announcement, w.todo[0]
	d := m.deliveries[id][i.Position]
	want := storage.Begun
	switch {
	case m.cancelled[id]:
		want = storage.CalledOff
	case m.paused[id]:
		want = storage.Paused
	case !w.lease.Living && m.spent(i.Position, id):
		want = storage.Spent
	}
	if v == storage.BegunFirst {
		w.first, v = true, storage.Begun
	}
	same(m.t, v, want)
	if v != storage.Begun {
		return
	}
	if !w.lease.Living {
		if m.contacts[i.Position] == nil {
			m.contacts[i.Position] = make(map[string]time.Time)
		}
		if since, ok := m.contacts[i.Position][id]; !ok || !m.recent(since) {
			m.contacts[i.Position][id] = m.now
		}
	}
	d.begun, w.begun = true, true
	d.sent++
	d.written = max(d.written, w.lease.Version)
}

// spent says whether a member may not be contacted under that name.
func (m *post) spent(member int, name string) bool {
	n := 0
	for other, since := range m.contacts[member] {
		if m.recent(since) {
			if other == name {
				return false
			}
			n++
		}
	}
	return n >= maxContacts
}

func (m *post) recent(since time.Time) bool { return since.Unix() > m.now.Add(-perWeek).Unix() }

// fenced has a worker that lost its lease stop.
func (m *post) fenced(w *worker, err error) bool {
	if !errors.Is(err, storage.ErrFenced) {
		must(m.t, err)
		same(m.t, w.lost, false)
		w.over = false
		return false
	}
	same(m.t, w.over, true)
	m.drop(w)
	return true
}

func (m *post) drop(w *worker) {
	m.workers = slices.DeleteFunc(m.workers, func(other *worker) bool { return other == w })
}
