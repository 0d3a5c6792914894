package schedule_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// TestAJobThatIsNotKnownWaits for a copy that knows it, without an error. When
// none has come by for an hour it is reported each hour, and still waits.
func TestAJobThatIsNotKnownWaits(t *testing.T) {
	d := newTestRunner(t, func(*testRunner) []bot.Job { return nil })
	reports, done := 0, 0
	runner := func(jobs ...bot.Job) *schedule.Runner {
		r, err := schedule.NewRunner(schedule.Config{
			DB: d.db, Communities: []bot.Community{d.in}, Jobs: jobs, Unknown: func() { reports++ },
			Clock: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	drain := func(r *schedule.Runner) {
		if _, err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	older := runner()
	tx := d.begin()
	d.agenda.Plan(tx, "club.later", "", d.now)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for minute := range 130 {
		drain(older)
		if want := minute / 60; reports != want {
			t.Fatalf("after %d minutes it is reported %d times, want %d", minute, reports, want)
		}
		d.now = d.now.Add(time.Minute)
	}
	drain(runner(bot.Job{Name: "club.later", Do: func(ctx context.Context, due bot.JobRun) error {
		tx := d.begin()
		d.agenda.Done(tx, due, time.Time{})
		done++
		return tx.Commit(ctx)
	}}))
	if done != 1 {
		t.Errorf("done %d times by the copy that knows it, want once", done)
	}
}
