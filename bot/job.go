package bot

import (
	"context"
	"time"
)

// Job is something that a feature does when its time has come, whoever is
// awake.
type Job struct {
	// Name is "<feature>.<what>".
	Name string
	// Every is for a job that each community has once: five fields of cron, by
	// the clock of the community's zone. Whoever runs the bot sees to it that
	// such a job is planned, and planned anew when the zone changes. Empty for
	// jobs that a feature plans for each thing they are about.
	Every string
	// Do does what is due. Its effects are in one Tx, in which the job is also
	// said to be done (package schedule), so that of all copies of the bot one
	// does it, once. It may run again from the start until that Tx is
	// committed. What is overdue is for Do to judge: it runs once, however many
	// times it should have run meanwhile.
	Do func(context.Context, Due) error
}

// Due is a job whose time has come.
type Due struct {
	In Community
	// Job is the name of the job, About what it is about, as it was planned.
	Job, About string
	// At is the moment it is now, For the moment it was planned for; both in
	// the community's zone.
	At, For time.Time
	// Last is the moment up to which everything has happened or was passed
	// over; zero the first time.
	Last time.Time
	// Next is when a job with Every is due again; otherwise zero.
	Next time.Time
	// Rev is the state of the plan as it was taken.
	Rev int64
}
