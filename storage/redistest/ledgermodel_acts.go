package redistest

import (
	"maps"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// later is a moment to which something is put off.
func (m *post) later(t *rapid.T) time.Time {
	return m.now.Add(time.Duration(rapid.SampledFrom([]int{1, 10, 20}).Draw(t, "seconds")) * time.Second)
}

func (m *post) settle(t *rapid.T) {
	w := m.worker(t)
	if len(w.todo) == 0 {
		t.Skip("nothing to settle")
	}
	outcomes := []storage.Outcome{
		{State: storage.Sent, Ref: "m"}, {State: storage.Sent, Ref: "m"}, {State: storage.Unknown},
		{State: storage.Unknown, Retry: m.later(t)},
	}
	switch {
	case w.todo[0].State == storage.Unknown:
	case w.begun: // the platform refused
		outcomes = append(outcomes, storage.Outcome{State: storage.Pending, Retry: m.later(t)}, storage.Outcome{State: storage.Failed, Reason: "closed"})
	default:
		outcomes = []storage.Outcome{
			{State: storage.Suppressed, Reason: "withdrew"}, {State: storage.Pending}, {State: storage.Failed},
		}
	}
	m.settled(w, rapid.SampledFrom(outcomes).Draw(t, "outcome"), rapid.Bool().Draw(t, "next"))
}

// settled settles the first delivery of the worker and begins the next.
func (m *post) settled(w *worker, o storage.Outcome, begin bool) {
	i, id := w.todo[0], w.lease.Announcement
	d := m.deliveries[id][i.Position]
	notSent := o.State != storage.Sent && o.State != storage.Unknown
	if w.begun && notSent && w.first {
		o.GiveBack = m.next(w, 0).Contact
	}
	var next *storage.Next
	if begin && len(w.todo) > 1 && w.todo[1].State != storage.Unknown {
		one := m.next(w, 1)
		next = &one
	}
	verdict, err := m.l.Ack(ctx, m.scope, w.lease, i.Position, o, next, m.now)
	if m.fenced(w, err) {
		return
	}
	if d.end == 0 {
		m.record(w, d, o)
	}
	if o.GiveBack.Most > 0 {
		delete(m.contacts[i.Position], id)
	}
	w.todo, w.begun, w.first = w.todo[1:], false, false
	if next != nil {
		m.started(w, verdict)
	}
}

// record is what an outcome means for the delivery, unless it was cancelled
// before.
func (m *post) record(w *worker, d *delivery, o storage.Outcome) {
	notSent := o.State != storage.Sent && o.State != storage.Unknown
	if w.begun && notSent {
		d.sent--
	}
	if o.State == storage.Suppressed || o.State == storage.Failed {
		d.written = max(d.written, w.lease.Version) // decided for good, as if it had been sent
	}
	d.begun = o.State == storage.Unknown && (!o.Retry.IsZero() || w.lease.Living)
	switch {
	case o.State == storage.Unknown && !o.Retry.IsZero():
	case w.lease.Living && o.State != storage.Unknown:
	case o.State == storage.Pending && m.cancelled[w.lease.Announcement]:
		d.end = storage.Suppressed
	case o.State != storage.Pending:
		d.end = o.State
	}
}

// postpone puts off what the worker has not begun.
func (m *post) postpone(t *rapid.T) {
	w := m.worker(t)
	if w.begun || len(w.todo) == 0 {
		t.Skip("nothing to put off")
	}
	n := rapid.IntRange(1, len(w.todo)).Draw(t, "n")
	var positions []int
	for _, i := range w.todo[:n] {
		positions = append(positions, i.Position)
	}
	if !m.fenced(w, m.l.Postpone(ctx, m.scope, w.lease, positions, m.later(t), m.now)) {
		w.todo = w.todo[n:]
	}
}

func (m *post) renew(t *rapid.T) {
	w := m.worker(t)
	if len(w.todo) == 0 {
		t.Skip("the lease is over")
	}
	m.fenced(w, m.l.Renew(ctx, m.scope, w.lease, m.now))
}

func (m *post) release(t *rapid.T) {
	w := m.worker(t)
	must(t, m.l.Release(ctx, m.scope, w.lease, m.now))
	m.drop(w)
}

// vanish drops a worker, wherever it is; nobody is told.
func (m *post) vanish(t *rapid.T) {
	m.drop(m.worker(t))
}

// steerable is an announcement that can be steered, or nothing happens.
func (m *post) steerable(t *rapid.T) string {
	return rapid.SampledFrom([]string{"a", "b", "c", "card", "unheard of"}).Draw(t, "id")
}

func (m *post) known(id string) bool {
	return m.deliveries[id] != nil && id != "card" && !m.cancelled[id]
}

func (m *post) pause(t *rapid.T) {
	id := m.steerable(t)
	m.commit(func(tx *storage.Tx) { m.l.Pause(tx, id) })
	m.paused[id] = m.paused[id] || m.known(id)
}

func (m *post) resume(t *rapid.T) {
	id := m.steerable(t)
	m.commit(func(tx *storage.Tx) { m.l.Resume(tx, id) })
	delete(m.paused, id)
}

func (m *post) cancel(t *rapid.T) {
	id := m.steerable(t)
	m.commit(func(tx *storage.Tx) { m.l.Cancel(tx, id) })
	if !m.known(id) {
		return
	}
	m.cancelled[id] = true
	delete(m.paused, id)
	for _, d := range m.deliveries[id] {
		if d.end == 0 && !d.begun {
			d.end = storage.Suppressed
		}
	}
}

func (m *post) retry(t *rapid.T) {
	id := m.steerable(t)
	m.commit(func(tx *storage.Tx) { m.l.RetryFailed(tx, id) })
	if !m.known(id) {
		return
	}
	for _, d := range m.deliveries[id] {
		if d.end == storage.Failed {
			d.end = 0
		}
	}
}

// totals checks that what is counted is what happened.
func (m *post) totals() {
	for id, ds := range m.deliveries {
		got, err := m.l.Totals(ctx, m.scope, id)
		must(m.t, err)
		sum, open := 0, len(ds)
		for n := range maps.Values(got) {
			sum += n
		}
		same(m.t, sum, len(ds))
		if id == "card" {
			continue
		}
		want := make(map[storage.State]int)
		for _, d := range ds {
			if d.end != 0 {
				want[d.end]++
				open--
			}
		}
		for _, state := range []storage.State{storage.Sent, storage.Failed, storage.Suppressed, storage.Unknown} {
			same(m.t, got[state], want[state])
		}
		same(m.t, got[storage.Pending]+got[storage.Sending], open)
	}
}

// drain has one good worker finish everything, and looks at the end.
func (m *post) drain() {
	m.workers = nil
	m.r.Line.LoseReplies(0)
	for id := range m.paused {
		m.commit(func(tx *storage.Tx) { m.l.Resume(tx, id) })
	}
	clear(m.paused)
	for {
		m.now = m.now.Add(time.Minute)
		lease, err := m.l.Take(ctx, m.scope, m.now, hold, 2, storage.All)
		must(m.t, err)
		if lease == nil {
			break
		}
		w := m.leased(lease)
		for len(w.todo) > 0 {
			m.finish(w)
		}
		m.drop(w)
	}
	next, err := m.l.NextDue(ctx, m.scope)
	must(m.t, err)
	same(m.t, next.IsZero(), true)
	m.totals()
	for id, ds := range m.deliveries {
		for _, d := range ds {
			if version, living := m.version[id]; living {
				same(m.t, d.end == storage.Unknown || d.written == version, true)
				continue
			}
			once := 0
			if d.end == storage.Sent || d.end == storage.Unknown {
				once = 1
			}
			same(m.t, d.sent, once)
		}
	}
}

// finish does the first delivery of a worker. What is unknown is found to have
// been sent.
func (m *post) finish(w *worker) {
	if w.todo[0].State != storage.Unknown {
		verdict, err := m.l.Begin(ctx, m.scope, w.lease, m.next(w, 0), m.now)
		must(m.t, err)
		m.started(w, verdict)
	}
	switch {
	case w.begun || w.todo[0].State == storage.Unknown:
		m.settled(w, sent, false)
	default:
		m.settled(w, storage.Outcome{State: storage.Suppressed, Reason: "budget"}, false)
	}
}
