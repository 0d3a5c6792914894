package redistest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// step is how far apart the occurrences of a job are in these tests.
const step = 5 * time.Second

// following is the first occurrence after at.
func following(at time.Time) time.Time { return at.Truncate(step).Add(step) }

// occur adds to the Tx what a copy does with a job that it took at now: the
// latest of its occurrences happens and leaves a note, older ones are passed
// over. It answers the one that happens, or the zero time if all have already,
// and when the job is due next.
func occur(r *Redis, tx *storage.Tx, job storage.Job, now time.Time) (done, next time.Time) {
	a := storage.NewAgenda(r.DB)
	latest := now.Truncate(step)
	if !latest.After(job.Last) { // a clock was set back
		next = following(job.Last)
		a.Advance(tx, job, job.Last, next)
		return time.Time{}, next
	}
	// An id of its own, so that Redis would not mind a second one.
	notes(r).Put(tx, notes(r).New(rand.Text(), note{Tags: []string{occurrence(job.ID, latest)}}))
	next = following(now)
	a.Advance(tx, job, latest, next)
	return latest, next
}

// occurrence is the term under which an occurrence leaves its notes.
func occurrence(job string, at time.Time) string { return fmt.Sprint(job, "@", at.Unix()) }

// agendaModel has eight copies take and advance jobs, vanish, hear no replies,
// commit again what they do not know the fate of, and look at clocks that are set
// back, while people plan and cancel.
func agendaModel(t *testing.T, r *Redis) {
	var scopes atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		m := &diary{
			t: t, r: r, a: storage.NewAgenda(r.DB), now: noon,
			scope:    storage.CommunityScope(fmt.Sprint("diary", scopes.Add(1))),
			deleted:  make(map[string]int),
			happened: make(map[string]bool),
			planned:  make(map[string]time.Time),
		}
		m.put(t)
		t.Repeat(map[string]func(*rapid.T){
			"put":        m.put,
			"delete":     m.delete,
			"take":       m.take,
			"take more":  m.take,
			"commit":     m.commit,
			"commit all": m.commitAll,
			"again":      m.again,
			"vanish":     m.vanish,
			"line":       func(*rapid.T) { m.r.Line.LoseReplies(1) },
			"clock": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.SampledFrom([]int{-6000, -1000, 1, 1, 2000, 5000, 9000}).Draw(t, "ms")) * time.Millisecond)
			},
		})
		m.drain()
	})
}

// diary is the model of one scope's agenda.
type diary struct {
	t        *rapid.T
	r        *Redis
	a        *storage.Agenda
	scope    storage.Scope
	now      time.Time
	copies   [8]worksheet
	deleted  map[string]int       // how often, by the first letter of the name
	happened map[string]bool      // occurrences, by term
	planned  map[string]time.Time // jobs there are, by when they are due
}

// worksheet is what one copy of the bot has on its hands.
type worksheet struct {
	work []*errand
	done []*errand // committed, to be committed again
}

// errand is a job that was taken and the Tx that does it.
type errand struct {
	job  storage.Job
	at   time.Time // the occurrence, or the zero time
	next time.Time
	tx   *storage.Tx
}

// name draws a job's name. One that was deleted and is planned again is another
// job, without a past.
func (m *diary) name(t *rapid.T) string {
	id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "job")
	return fmt.Sprint(id, m.deleted[id])
}

func (m *diary) put(t *rapid.T) {
	id := m.name(t)
	tx := m.r.DB.Begin(m.scope, "", m.now)
	m.a.Put(tx, id, following(m.now))
	must(m.t, tx.Commit(ctx))
	m.planned[id] = following(m.now)
}

func (m *diary) delete(t *rapid.T) {
	id := m.name(t)
	tx := m.r.DB.Begin(m.scope, "", m.now)
	m.a.Delete(tx, id)
	must(m.t, tx.Commit(ctx))
	delete(m.planned, id)
	m.deleted[id[:1]]++
}

// busy draws a copy that has errands, or done ones.
func (m *diary) busy(t *rapid.T, has func(*worksheet) []*errand) *worksheet {
	var some []*worksheet
	for i := range m.copies {
		if len(has(&m.copies[i])) > 0 {
			some = append(some, &m.copies[i])
		}
	}
	if len(some) == 0 {
		t.Skip("nobody has any")
	}
	return rapid.SampledFrom(some).Draw(t, "copy")
}

func (w *worksheet) open() []*errand     { return w.work }
func (w *worksheet) finished() []*errand { return w.done }

func (m *diary) take(t *rapid.T) {
	c := &m.copies[rapid.IntRange(0, len(m.copies)-1).Draw(t, "copy")]
	jobs, err := m.a.Take(ctx, m.scope, m.now, time.Duration(rapid.SampledFrom([]int{1, 1, 3000}).Draw(t, "hold"))*time.Millisecond, rapid.IntRange(1, 3).Draw(t, "most"))
	must(m.t, err)
	for _, job := range jobs {
		same(m.t, job.Due, m.planned[job.ID])
		if job.Due.After(m.now) {
			m.t.Fatalf("%s is taken %v before it is due", job.ID, job.Due.Sub(m.now))
		}
		c.work = append(c.work, m.errand(job))
	}
}

func (m *diary) errand(job storage.Job) *errand {
	e := &errand{job: job, tx: m.r.DB.Begin(m.scope, "", m.now)}
	e.at, e.next = occur(m.r, e.tx, job, m.now)
	return e
}

// commit finishes the first errand of a copy, whose reply may get lost.
func (m *diary) commit(t *rapid.T) { m.finish(t, m.busy(t, (*worksheet).open)) }

// commitAll has every copy finish its first errand at the same time.
func (m *diary) commitAll(t *rapid.T) {
	for i := range m.copies {
		if len(m.copies[i].work) > 0 {
			m.finish(t, &m.copies[i])
		}
	}
}

func (m *diary) finish(t *rapid.T, c *worksheet) {
	e := c.work[0]
	c.work = c.work[1:]
	if rapid.Bool().Draw(t, "reply lost") {
		m.r.Line.LoseReplies(1)
	}
	err := e.tx.Commit(ctx)
	m.r.Line.LoseReplies(0)
	if errors.Is(err, storage.ErrConflict) {
		return
	}
	must(m.t, err)
	m.committed(e)
	c.done = append(c.done, e)
}

func (m *diary) committed(e *errand) {
	if _, there := m.planned[e.job.ID]; !there {
		m.t.Fatalf("%s was cancelled, and happened", e.job.ID)
	}
	m.planned[e.job.ID] = e.next
	if e.at.IsZero() {
		return
	}
	term := occurrence(e.job.ID, e.at)
	if m.happened[term] {
		m.t.Fatalf("%s happened twice", term)
	}
	m.happened[term] = true
}

// again commits a Tx a second time, as after a reply that never came.
func (m *diary) again(t *rapid.T) {
	c := m.busy(t, (*worksheet).finished)
	must(m.t, rapid.SampledFrom(c.done).Draw(t, "errand").tx.Commit(ctx))
}

// vanish has a copy forget what it has on its hands; nobody is told.
func (m *diary) vanish(t *rapid.T) { m.busy(t, (*worksheet).open).work = nil }

// drain has one copy catch up when all others have vanished, and compares what
// happened with what Redis holds.
func (m *diary) drain() {
	m.now = m.now.Add(time.Hour).Truncate(step)
	for _, due := range m.planned {
		if due.After(m.now) {
			m.now = due
		}
	}
	jobs, err := m.a.Take(ctx, m.scope, m.now, hold, 9)
	must(m.t, err)
	var ids []string
	for _, job := range jobs {
		e := m.errand(job)
		must(m.t, e.tx.Commit(ctx))
		m.committed(e)
		ids = append(ids, job.ID)
		same(m.t, e.at, m.now)
	}
	slices.Sort(ids)
	same(m.t, len(slices.Compact(ids)), len(m.planned))
	next, err := m.a.NextDue(ctx, m.scope)
	must(m.t, err)
	if len(m.planned) > 0 {
		same(m.t, next, following(m.now))
	} else {
		same(m.t, next.IsZero(), true)
	}
	for term := range m.happened {
		n, err := notes(m.r).Count(ctx, m.scope, "tag", term)
		must(m.t, err)
		same(m.t, fmt.Sprint(term, " ", n), term+" 1")
	}
}
