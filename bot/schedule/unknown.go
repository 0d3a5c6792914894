package schedule

import (
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// unknownFor is how long a job waits for a copy of the bot that knows it before
// that is reported.
const unknownFor = time.Hour

// errWaits: the job is left to a copy of the bot that knows it.
var errWaits = errors.New("waits for a copy that knows it")

// leave leaves a job that no feature knows to a copy of the bot that does, and
// reports it, once an hour, when none has come by for an hour.
func (r *Runner) leave(in bot.Community, name string, due time.Time) {
	now := r.clock()
	r.mu.Lock()
	last, reported := r.reported[name]
	report := !now.Before(due.Add(unknownFor)) && (!reported || !now.Before(last.Add(unknownFor)))
	if report {
		r.reported[name] = now
	}
	r.mu.Unlock()
	if !report {
		return
	}
	r.log.Error("no running version of the bot knows a job", "community", in.ID, "job", name, "due", due)
	if r.unknown != nil {
		r.unknown()
	}
}
