package redistest

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// plan commits jobs by themselves, as "id" due at the given moment.
func plan(t failing, r *Redis, s storage.Scope, due time.Time, ids ...string) {
	t.Helper()
	tx := r.DB.Begin(s, "", noon)
	for _, id := range ids {
		storage.NewAgenda(r.DB).Put(tx, id, due)
	}
	must(t, tx.Commit(ctx))
}

func takeJobs(t failing, r *Redis, at time.Time, most int) []storage.Job {
	t.Helper()
	jobs, err := storage.NewAgenda(r.DB).Take(ctx, acme, at, hold, most)
	must(t, err)
	return jobs
}

// advance commits that the job happened, together with a note that says so.
func advance(r *Redis, job storage.Job, done, next time.Time) error {
	tx := r.DB.Begin(acme, "", done)
	notes(r).Put(tx, notes(r).New(fmt.Sprint(job.ID, "@", done.Sub(noon)), note{Tags: []string{job.ID}}))
	storage.NewAgenda(r.DB).Advance(tx, job, done, next)
	return tx.Commit(ctx)
}

// jobIDs are the jobs as "id+due", due in seconds after noon.
func jobIDs(jobs []storage.Job) string {
	var out []string
	for _, j := range jobs {
		out = append(out, fmt.Sprintf("%s+%v", j.ID, j.Due.Sub(noon).Seconds()))
	}
	return strings.Join(out, " ")
}

func agenda(t *testing.T, r *Redis) {
	a := storage.NewAgenda(r.DB)
	next, err := a.NextDue(ctx, acme)
	must(t, err)
	same(t, next.IsZero(), true)
	same(t, jobIDs(takeJobs(t, r, noon, 9)), "")
	plan(t, r, acme, noon.Add(2*time.Second), "b", "a")
	plan(t, r, acme, noon.Add(time.Second), "c")
	next, err = a.NextDue(ctx, acme)
	must(t, err)
	same(t, next, noon.Add(time.Second))
	same(t, jobIDs(takeJobs(t, r, noon, 9)), "")

	r.Trips.Reset()
	at := noon.Add(2 * time.Second)
	jobs := takeJobs(t, r, at, 2)
	same(t, jobIDs(jobs), "c+1 a+2")
	same(t, r.Trips.Count(), 1)
	same(t, jobIDs(takeJobs(t, r, at, 9)), "b+2")
	same(t, jobIDs(takeJobs(t, r, at, 9)), "")
	next, err = a.NextDue(ctx, acme)
	must(t, err)
	same(t, next, at.Add(hold))

	// Once, and then as the one who did it says.
	same(t, jobs[0].Last.IsZero(), true)
	must(t, advance(r, jobs[0], at, noon.Add(time.Minute)))
	is(t, advance(r, jobs[0], at, noon.Add(time.Minute)), storage.ErrConflict)
	c, err := a.Get(ctx, acme, "c")
	must(t, err)
	same(t, []any{c.ID, c.Due, c.Last, c.Rev > jobs[0].Rev}, []any{"c", noon.Add(time.Minute), at, true})

	// Whoever waits longer than the hold can still do it, unless another has.
	late := at.Add(hold)
	again := takeJobs(t, r, late, 1)
	same(t, jobIDs(again), "a+2")
	must(t, advance(r, jobs[1], late, time.Time{}))
	is(t, advance(r, again[0], late, time.Time{}), storage.ErrConflict)
	_, err = a.Get(ctx, acme, "a")
	is(t, err, storage.ErrNotFound)
	same(t, jobIDs(takeJobs(t, r, noon.Add(time.Hour), 9)), "b+2 c+60")

	// What has happened does not become undone.
	must(t, advance(r, c, noon.Add(-time.Hour), noon.Add(2*time.Minute)))
	c, err = a.Get(ctx, acme, "c")
	must(t, err)
	same(t, c.Last, at)
	if _, err := a.Take(ctx, acme, noon, hold, 0); err == nil {
		t.Error("took nothing")
	}
	if _, err := a.Take(ctx, acme, noon, 0, 1); err == nil {
		t.Error("took for no time")
	}
}

func agendaMoved(t *testing.T, r *Redis) {
	a := storage.NewAgenda(r.DB)
	plan(t, r, acme, noon, "a", "b")
	jobs := takeJobs(t, r, noon, 9)
	must(t, advance(r, jobs[0], noon, noon.Add(time.Second)))

	// Moved while a copy holds it, even to where it is: the copy is told.
	held := takeJobs(t, r, noon.Add(time.Second), 9)
	same(t, jobIDs(held), "a+1")
	plan(t, r, acme, noon.Add(time.Second), "a")
	is(t, advance(r, held[0], noon.Add(time.Second), time.Time{}), storage.ErrConflict)
	held = takeJobs(t, r, noon.Add(time.Second), 9)
	same(t, jobIDs(held), "a+1")
	same(t, held[0].Last, noon)

	tx := r.DB.Begin(acme, "", noon)
	a.Delete(tx, "b")
	a.Delete(tx, "never")
	must(t, tx.Commit(ctx))
	is(t, advance(r, jobs[1], noon, noon.Add(time.Second)), storage.ErrConflict)
	_, err := a.Get(ctx, acme, "b")
	is(t, err, storage.ErrNotFound)
	same(t, jobIDs(takeJobs(t, r, noon.Add(time.Hour), 9)), "a+1")

	// In another community it is another job.
	other := storage.CommunityScope("other")
	plan(t, r, other, noon, "a")
	tx = r.DB.Begin(other, "", noon)
	a.Advance(tx, held[0], noon, time.Time{})
	is(t, tx.Commit(ctx), storage.ErrConflict)
}

func agendaErased(t *testing.T, r *Redis) {
	plan(t, r, acme, noon, "a")
	job := takeJobs(t, r, noon, 1)[0]
	a := add(t, r, "a", note{})
	must(t, r.DB.Erase(ctx, acme))
	plan(t, r, acme, noon, "a")
	is(t, advance(r, job, noon, time.Time{}), storage.ErrConflict)
	add(t, r, "a", note{})
	tx := r.DB.Begin(acme, "", noon)
	notes(r).Put(tx, a)
	is(t, tx.Commit(ctx), storage.ErrConflict)
}

func agendaCause(t *testing.T, r *Redis) {
	c, a := notes(r), storage.NewAgenda(r.DB)
	old := add(t, r, "old", note{})
	stale := get(t, r, "old")
	put(t, r, old, noon)
	plan(t, r, acme, noon, "job")
	job := takeJobs(t, r, noon, 1)[0]
	before := r.Dump(t)

	// The job and what it does: both or neither.
	tx := r.DB.Begin(acme, "", noon)
	a.Advance(tx, job, noon, noon.Add(time.Second))
	a.Put(tx, "follow-up", noon)
	c.Put(tx, stale)
	is(t, tx.Commit(ctx), storage.ErrConflict)
	outdated := job
	outdated.Rev--
	tx = r.DB.Begin(acme, "event", noon)
	a.Advance(tx, outdated, noon, noon.Add(time.Second))
	a.Delete(tx, "job 2")
	c.Put(tx, c.New("new", note{Tags: []string{"x"}}))
	storage.NewLedger(r.DB).Enqueue(tx, announcement("n", 2))
	is(t, tx.Commit(ctx), storage.ErrConflict)
	if after := r.Dump(t); !maps.Equal(before, after) {
		t.Fatalf("Redis held\n%v\nand holds\n%v", before, after)
	}
	tx = r.DB.Begin(acme, "event", noon)
	a.Advance(tx, job, noon, noon.Add(time.Second))
	a.Put(tx, "follow-up", noon)
	c.Put(tx, c.New("new", note{}))
	storage.NewLedger(r.DB).Enqueue(tx, announcement("n", 2))
	must(t, tx.Commit(ctx))
	same(t, jobIDs(takeJobs(t, r, noon.Add(time.Second), 9)), "follow-up+0 job+1")
	same(t, totals(t, r, "n"), "p2")
	get(t, r, "new")

	soon := noon.Add(time.Second)
	for name, do := range map[string]func(*storage.Tx){
		"two operations":    func(tx *storage.Tx) { a.Put(tx, "a", noon); a.Delete(tx, "a") },
		"two advances":      func(tx *storage.Tx) { a.Advance(tx, job, noon, soon); a.Advance(tx, job, noon, soon) },
		"advanced to now":   func(tx *storage.Tx) { a.Advance(tx, job, noon, noon) },
		"no time":           func(tx *storage.Tx) { a.Put(tx, "a", time.Time{}) },
		"advanced to never": func(tx *storage.Tx) { a.Advance(tx, job, time.Time{}, noon) },
		"no id":             func(tx *storage.Tx) { a.Put(tx, "", noon) },
	} {
		before := r.Dump(t)
		tx := r.DB.Begin(acme, "", noon)
		do(tx)
		if tx.Commit(ctx) == nil {
			t.Errorf("%s: committed", name)
		}
		same(t, maps.Equal(before, r.Dump(t)), true)
	}
}

func agendaLostReplies(t *testing.T, r *Redis) {
	a := storage.NewAgenda(r.DB)
	plan(t, r, acme, noon, "a", "b b", "さ")
	same(t, jobIDs(takeJobs(t, r, noon.Add(-time.Second), 9)), "") // the server knows the script
	r.Line.LoseReplies(1)
	jobs := takeJobs(t, r, noon, 3)
	same(t, jobIDs(jobs), "a+0 b b+0 さ+0")

	tx := r.DB.Begin(acme, "", noon)
	a.Advance(tx, jobs[0], noon, noon.Add(time.Hour))
	r.Line.LoseReplies(1000)
	is(t, tx.Commit(ctx), storage.ErrUnavailable)
	r.Line.LoseReplies(0)
	before := r.Dump(t)
	must(t, tx.Commit(ctx))
	same(t, maps.Equal(before, r.Dump(t)), true)
	is(t, advance(r, jobs[0], noon, noon.Add(time.Hour)), storage.ErrConflict)

	// Jobs of which nobody heard come back when their hold ends.
	later := noon.Add(hold)
	r.Line.LoseReplies(1000)
	_, err := a.Take(ctx, acme, later, hold, 9)
	is(t, err, storage.ErrUnavailable)
	r.Line.LoseReplies(0)
	same(t, jobIDs(takeJobs(t, r, later, 9)), "")
	same(t, jobIDs(takeJobs(t, r, later.Add(hold), 9)), "b b+0 さ+0")
}

func agendaVanished(t *testing.T, r *Redis) {
	plan(t, r, acme, noon, "lost", "kept")
	must(t, r.Client.HDel(ctx, acme.String()+":agenda:jobs", "lost").Err())
	_, err := storage.NewAgenda(r.DB).Take(ctx, acme, noon, hold, 9)
	if err == nil || !strings.Contains(err.Error(), `"lost"`) {
		t.Fatalf("got error %v", err)
	}
	same(t, jobIDs(takeJobs(t, r, noon, 9)), "kept+0")
}
