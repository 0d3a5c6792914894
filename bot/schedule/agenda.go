package schedule

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Agenda is where features plan their jobs.
type Agenda struct{ agenda *storage.Agenda }

// NewAgenda plans in db.
func NewAgenda(db *storage.DB) *Agenda { return &Agenda{storage.NewAgenda(db)} }

// Plan adds to tx that the job about this is due then, and not when it was
// before. about is an identifier without personal data. A Tx has at most one
// operation on a job about the same.
func (a *Agenda) Plan(tx *storage.Tx, job, about string, due time.Time) {
	a.agenda.Put(tx, jobID(job, about), due)
}

// Drop adds to tx that the job about this is not due any more, if it was.
func (a *Agenda) Drop(tx *storage.Tx, job, about string) {
	a.agenda.Delete(tx, jobID(job, about))
}

// Done adds to tx that what was due has happened, or was passed over, and that
// the job is due again at next, which is after now; the zero time ends it. The
// commit fails if next is not after the moment of tx, so that no job spins, and with
// storage.ErrConflict if another copy of the bot was faster, or if the job was
// planned anew meanwhile: then nothing of tx happens.
func (a *Agenda) Done(tx *storage.Tx, d bot.JobRun, next time.Time) {
	done := d.At
	if d.Last.After(done) {
		done = d.Last
	}
	a.agenda.Advance(tx, storage.Job{ID: jobID(d.Job, d.About), Due: d.For, Last: d.Last, Rev: d.Rev}, done, next)
}

// Turn says what is to be done about a job that follows a plan, of which d is
// due: the run to happen now if it is within grace, how many were missed, and
// the next one.
func (p Plan) Turn(d bot.JobRun, grace time.Duration) Missed {
	last := d.Last
	if before := d.For.Add(-time.Millisecond); last.IsZero() || before.After(last) {
		last = before
	}
	return p.Missed(last, d.At, grace)
}

func jobID(job, about string) string { return job + ":" + about }
