package bot

import (
	"context"
	"time"
)

// Job is work that a feature does at a planned time, on any one copy of the bot.
type Job struct {
	// Name is "<feature>.<what>".
	Name string
	// Every is the schedule of a job that each community has once: a five-field
	// cron line in the community's zone. The runner plans such a job, and plans
	// it again when the zone changes. It is empty for jobs that a feature plans
	// per subject, such as one for each gig.
	Every string
	// Do does the work. Its effects and the job's completion (package schedule)
	// are one Tx, so the work happens once among all copies of the bot. Until
	// that Tx is committed, Do may run again from the start. An overdue job runs
	// once, however many occurrences it missed; Do decides what is too late.
	Do func(context.Context, JobRun) error
}

// JobRun is one run of a job.
type JobRun struct {
	In Community
	// Job is the name of the job, About its subject as it was planned.
	Job, About string
	// At is now, For the planned time; both in the community's zone.
	At, For time.Time
	// Last is the time up to which occurrences have run or were skipped; zero on
	// the first run.
	Last time.Time
	// Next is the next occurrence of a job with Every; otherwise zero.
	Next time.Time
	// Rev is the revision of the plan that was read.
	Rev int64
}

// Occasion is where and when the job runs. It needs no key: its completion is part
// of its effects.
func (r JobRun) Occasion() (in CommunityID, at time.Time, once string) {
	return r.In.ID, r.At, ""
}
