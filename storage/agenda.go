package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Agenda holds when something is to happen next, for jobs that any number of
// copies of the bot work on without a leader.
//
// It promises that a job which was taken is advanced by one Tx and no other,
// so that what this Tx does besides happens once for an occurrence: through
// copies that race or are killed, resent commands, and clocks that are set
// back. It promises neither that an occurrence happens on time nor that it
// happens at all; that depends on somebody taking it. It does not know what
// recurs: whoever advances a job says when it is due next.
type Agenda struct{ db *DB }

// NewAgenda is the agenda in db.
func NewAgenda(db *DB) *Agenda { return &Agenda{db} }

// Job is something that is due at an instant.
type Job struct {
	ID  string
	Due time.Time
	// Last is the instant up to which everything has happened or was passed
	// over; zero for a job to which nothing has happened. It never goes back.
	Last time.Time
	Rev  int64 // grows with every change, never twice the same
}

// Put adds to the Tx that the job is due then, and not when it was before. It
// keeps its Last. A Tx has at most one operation on a job.
func (a *Agenda) Put(tx *Tx, id string, due time.Time) {
	if due.IsZero() {
		tx.fail(fmt.Errorf("put job %s: no time at which it is due", id))
		return
	}
	tx.plan(id, "plan", id, millis(due))
}

// Delete adds to the Tx that there is no such job any more, if there is one.
func (a *Agenda) Delete(tx *Tx, id string) {
	tx.plan(id, "unplan", id)
}

// Advance adds to the Tx that what was due has happened, or was passed over, up
// to done, and that the job is due again at next; it is removed if next is the
// zero time. The commit fails with ErrConflict, and nothing of the Tx happens,
// unless the job is as it was taken: of all who advance it, one does. It fails,
// too, if next is not after the moment of the Tx: such a job would be taken again
// at once, for ever.
//
// What is due at or before job.Last has happened, whatever clocks say: then
// nothing else may be in the Tx, and done is job.Last.
func (a *Agenda) Advance(tx *Tx, job Job, done, next time.Time) {
	if done.IsZero() {
		tx.fail(fmt.Errorf("advance job %s: up to no time", job.ID))
		return
	}
	if !next.IsZero() && millis(next) <= millis(tx.at) {
		tx.fail(fmt.Errorf("advance job %s: its next time, %s, is not after now, %s", job.ID, next, tx.at))
		return
	}
	tx.plan(job.ID, "advance", job.ID, job.Rev, millis(done), millis(next))
}

// plan queues an operation on a job, as commit.lua reads it.
func (tx *Tx) plan(id string, op ...any) {
	switch {
	case id == "":
		tx.fail(fmt.Errorf("%s: a job without an id", op[0]))
		return
	case tx.jobs[id]:
		tx.fail(fmt.Errorf("job %s: two operations in one Tx", id))
		return
	case tx.jobs == nil:
		tx.jobs = make(map[string]bool)
	}
	tx.jobs[id] = true
	tx.queued = append(tx.queued, op...)
}

// Take returns at most most jobs (1 to 1,000) that are due at the moment at,
// those first that have waited longest, and keeps other copies from taking them
// for as long as hold, which should be longer than the work takes. Who did not
// advance a job by then may still do so as long as nobody else has. One round
// trip. A job that is due but whose record is gone is an error that names it,
// once.
func (a *Agenda) Take(ctx context.Context, s Scope, at time.Time, hold time.Duration, most int) ([]Job, error) {
	const doing = "take the jobs that are due"
	if most < 1 || most > maxMany || hold < time.Millisecond {
		return nil, fmt.Errorf("%s: %d jobs for %s, must be 1 to %d for 1 ms or more", doing, most, hold, maxMany)
	}
	answer, err := a.db.run(ctx, doing, agendaTakeScript, s, []string{agendaKey(s)},
		millis(at), hold.Milliseconds(), most, rand.Text())
	if err != nil {
		return nil, err
	}
	fields, ok := answer.([]any)
	if ok && len(fields) == 1 {
		return nil, fmt.Errorf("%s: the record of job %q has vanished from Redis, it will not happen", doing, fields[0])
	}
	if !ok || len(fields)%4 != 0 {
		return nil, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	jobs := make([]Job, 0, len(fields)/4)
	for ; len(fields) > 0; fields = fields[4:] {
		id, _ := fields[0].(string)
		job, err := parseJob(id, fields[1:4])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// Get reads a job, whoever holds it. ErrNotFound.
func (a *Agenda) Get(ctx context.Context, s Scope, id string) (Job, error) {
	doing := "get job " + id
	text, err := a.db.client.HGet(ctx, jobsKey(s), id).Result()
	if errors.Is(err, redis.Nil) {
		return Job{}, fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	if err != nil {
		return Job{}, failure(doing, err)
	}
	var fields []any
	for f := range strings.FieldsSeq(text) {
		fields = append(fields, f)
	}
	job, err := parseJob(id, fields)
	if err != nil {
		return Job{}, fmt.Errorf("%s: %w", doing, err)
	}
	return job, nil
}

// NextDue is when the earliest job can be taken, or the zero time. One that is
// held can be taken when its hold ends.
func (a *Agenda) NextDue(ctx context.Context, s Scope) (time.Time, error) {
	return a.db.earliest(ctx, "read which job is due next", agendaKey(s))
}

// parseJob reads {revision, due, last}.
func parseJob(id string, fields []any) (Job, error) {
	if len(fields) != 3 || id == "" {
		return Job{}, errGarbled
	}
	var n [3]int64
	for i, f := range fields {
		var err error
		if n[i], err = number(f); err != nil {
			return Job{}, err
		}
	}
	return Job{ID: id, Rev: n[0], Due: instant(n[1]), Last: instant(n[2])}, nil
}
