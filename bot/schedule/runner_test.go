package schedule_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// testRunner is a runner over Redis in memory, with a clock that the test moves.
type testRunner struct {
	*schedule.Runner
	db     *storage.DB
	agenda *schedule.Agenda
	in     bot.Community
	set    *time.Location // by the community's admins
	now    time.Time
}

func newTestRunner(t *testing.T, jobs func(*testRunner) []bot.Job) *testRunner {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	d := &testRunner{
		db: redistest.Mini(t).DB, in: bot.Community{ID: "acme", Zone: zone},
		now: time.Date(2026, 12, 1, 9, 0, 0, 0, zone),
	}
	d.agenda = schedule.NewAgenda(d.db)
	d.Runner, err = schedule.NewRunner(schedule.Config{
		DB: d.db, Communities: []bot.Community{d.in}, Settle: d.settle, Jobs: jobs(d),
		Clock: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *testRunner) settle(_ *storage.Batch, in bot.Community) func() (bot.Community, error) {
	if d.set != nil {
		in.Zone = d.set
	}
	return func() (bot.Community, error) { return in, nil }
}

func (d *testRunner) begin() *storage.Tx {
	return d.db.Begin(storage.CommunityScope("acme"), "", d.now)
}

func (d *testRunner) drain(t *testing.T) int {
	t.Helper()
	n, err := d.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAPlannedJobIsDoneOnceWhenItIsDue(t *testing.T) {
	var done []bot.JobRun
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		return []bot.Job{{Name: "club.remind", Do: func(ctx context.Context, due bot.JobRun) error {
			tx := d.begin()
			d.agenda.Done(tx, due, time.Time{})
			done = append(done, due)
			return tx.Commit(ctx)
		}}}
	})
	tx := d.begin()
	d.agenda.Plan(tx, "club.remind", "poll-1", d.now.Add(time.Hour))
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.drain(t); n != 0 {
		t.Fatalf("%d jobs an hour early", n)
	}
	d.now = d.now.Add(90 * time.Minute)
	if n := d.drain(t) + d.drain(t); n != 1 || len(done) != 1 {
		t.Fatalf("done %d times, counted as %d, want once", len(done), n)
	}
	due := done[0]
	if due.About != "poll-1" || due.Job != "club.remind" || due.In.ID != "acme" {
		t.Errorf("due: %s about %q in %s", due.Job, due.About, due.In.ID)
	}
	if got := due.For.Format("15:04 MST"); got != "10:00 JST" {
		t.Errorf("planned for %s, want 10:00 JST", got)
	}
	if got := due.At.Format("15:04 MST"); got != "10:30 JST" {
		t.Errorf("done at %s, want 10:30 JST", got)
	}
}

func TestAJobOfEachDayRunsOnceAfterDaysOfSleep(t *testing.T) {
	var at []string
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		return []bot.Job{{Name: "club.daily", Every: "0 6 * * *", Do: func(ctx context.Context, due bot.JobRun) error {
			at = append(at, due.At.Format("2 15:04"))
			tx := d.begin()
			d.agenda.Done(tx, due, due.Next)
			return tx.Commit(ctx)
		}}}
	})
	d.drain(t)
	next, err := d.NextDue(t.Context())
	if err != nil || !next.Equal(time.Date(2026, 12, 2, 6, 0, 0, 0, d.in.Zone)) {
		t.Fatalf("first due at %v (%v), want 6:00 tomorrow", next, err)
	}
	d.now = d.now.AddDate(0, 0, 5)
	d.drain(t)
	d.now = d.now.AddDate(0, 0, 1)
	d.drain(t)
	if len(at) != 2 || at[0] != "6 09:00" || at[1] != "7 09:00" {
		t.Errorf("ran at %v, want once on day 6 and once on day 7", at)
	}
}

// TestAJobOfEachDayKeepsToTheZoneThatIsSet, by the clocks of which it is planned.
func TestAJobOfEachDayKeepsToTheZoneThatIsSet(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var dues []bot.JobRun
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		d.set = berlin
		return []bot.Job{{Name: "club.daily", Every: "0 6 * * *", Do: func(ctx context.Context, due bot.JobRun) error {
			dues = append(dues, due)
			tx := d.begin()
			d.agenda.Done(tx, due, due.Next)
			return tx.Commit(ctx)
		}}}
	})
	d.drain(t)
	first := time.Date(2026, 12, 1, 6, 0, 0, 0, berlin)
	if next, err := d.NextDue(t.Context()); err != nil || !next.Equal(first) {
		t.Fatalf("first due at %v (%v), want 6:00 in Berlin", next, err)
	}
	d.now = first.Add(time.Minute).UTC()
	d.drain(t)
	if len(dues) != 1 || dues[0].In.Zone != berlin || dues[0].At.Location() != berlin || dues[0].For.Location() != berlin ||
		!dues[0].Next.Equal(first.AddDate(0, 0, 1)) {
		t.Errorf("due: %+v, want all of it in Berlin", dues)
	}
}

// TestAJobOfEachDayFollowsAZoneThatChanges, within a minute: it does not happen
// once more by the old one. What was due before is not lost.
func TestAJobOfEachDayFollowsAZoneThatChanges(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		return []bot.Job{{Name: "club.daily", Every: "0 6 * * *", Do: func(ctx context.Context, due bot.JobRun) error {
			at = append(at, due.At.Format("2 15:04 MST"))
			tx := d.begin()
			d.agenda.Done(tx, due, due.Next)
			return tx.Commit(ctx)
		}}}
	})
	days := func(n int) {
		for range n * 24 {
			d.now = d.now.Add(time.Hour)
			d.drain(t)
		}
	}
	d.drain(t)
	days(1)
	d.set = berlin
	days(2)
	d.set = nil
	days(1)
	want := []string{"2 06:00 JST", "2 06:00 CET", "3 06:00 CET", "5 06:00 JST"}
	if !slices.Equal(at, want) {
		t.Errorf("ran at %q, want %q", at, want)
	}
	d.now, d.set, at = d.now.AddDate(0, 0, 1), berlin, nil // it was due at 6:00 in Tokyo, and nobody was there
	d.drain(t)
	d.drain(t)
	if !slices.Equal(at, []string{"6 01:00 CET"}) {
		t.Errorf("made up for at %q, want once, at once", at)
	}
}

func TestAJobThatFailsIsTriedAgain(t *testing.T) {
	tries := 0
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		return []bot.Job{{Name: "club.flaky", Do: func(ctx context.Context, due bot.JobRun) error {
			if tries++; tries == 1 {
				panic("broken")
			}
			if tries == 2 {
				return errors.New("still broken")
			}
			tx := d.begin()
			d.agenda.Done(tx, due, time.Time{})
			return tx.Commit(ctx)
		}}}
	})
	tx := d.begin()
	d.agenda.Plan(tx, "club.flaky", "", d.now)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for want, failed := range []bool{true, true, false, false} {
		_, err := d.Drain(t.Context())
		if (err != nil) != failed {
			t.Errorf("round %d: error %v", want+1, err)
		}
		d.now = d.now.Add(time.Minute)
	}
	if tries != 3 {
		t.Errorf("tried %d times, want until it was done, 3", tries)
	}
}

// TestAJobThatIsDueAgainAtOnceFails instead of spinning: its next time is after
// now, whatever the job says.
func TestAJobThatIsDueAgainAtOnceFails(t *testing.T) {
	for _, next := range []time.Duration{-time.Minute, 0, time.Microsecond} {
		runs := 0
		d := newTestRunner(t, func(d *testRunner) []bot.Job {
			return []bot.Job{{Name: "club.spin", Do: func(ctx context.Context, due bot.JobRun) error {
				if runs++; runs > 1 {
					return nil // a bug must not hang the test
				}
				tx := d.begin()
				d.agenda.Done(tx, due, due.At.Add(next))
				return tx.Commit(ctx)
			}}}
		})
		tx := d.begin()
		d.agenda.Plan(tx, "club.spin", "", d.now)
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := d.Drain(t.Context())
		if err == nil || !strings.Contains(err.Error(), "club.spin") || !strings.Contains(err.Error(), "not after now") || runs != 1 {
			t.Errorf("next after %s: ran %d times, error %v; want one run that fails and says why", next, runs, err)
		}
	}
}

func TestAJobPlannedAnewMeanwhileIsNotDone(t *testing.T) {
	d := newTestRunner(t, func(d *testRunner) []bot.Job {
		return []bot.Job{{Name: "club.close", Do: func(ctx context.Context, due bot.JobRun) error {
			later := d.begin()
			d.agenda.Plan(later, "club.close", due.About, d.now.Add(time.Hour))
			if err := later.Commit(ctx); err != nil {
				return err
			}
			tx := d.begin()
			d.agenda.Done(tx, due, time.Time{})
			return tx.Commit(ctx)
		}}}
	})
	tx := d.begin()
	d.agenda.Plan(tx, "club.close", "x", d.now)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.drain(t); n != 0 {
		t.Errorf("%d done, although it was put off", n)
	}
	if next, err := d.NextDue(t.Context()); err != nil || !next.Equal(d.now.Add(time.Hour)) {
		t.Errorf("due at %v (%v), want in an hour", next, err)
	}
}
