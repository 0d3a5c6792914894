package schedule_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestCommunitiesDoNotWaitForEachOther: neither a job that takes long nor a read
// that Redis does not answer keeps another community from its jobs.
func TestCommunitiesDoNotWaitForEachOther(t *testing.T) {
	for _, c := range []struct {
		name           string
		inJob, inRedis bool
	}{{name: "slow job", inJob: true}, {name: "silent Redis", inRedis: true}} {
		t.Run(c.name, func(t *testing.T) {
			db, now := redistest.Mini(t).DB, time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
			agenda := schedule.NewAgenda(db)
			stuck, free := make(chan struct{}, 9), make(chan struct{})
			wait := func() {
				stuck <- struct{}{}
				<-free
			}
			done := make(chan bot.CommunityID, 2)
			r, err := schedule.NewRunner(schedule.Config{
				DB: db, Communities: []bot.Community{{ID: "slow"}, {ID: "quick"}},
				Settle: func(_ *storage.Batch, in bot.Community) func() (bot.Community, error) {
					if c.inRedis && in.ID == "slow" {
						wait()
					}
					return func() (bot.Community, error) { return in, nil }
				},
				Jobs: []bot.Job{{Name: "club.remind", Do: func(ctx context.Context, d bot.JobRun) error {
					if c.inJob && d.In.ID == "slow" {
						wait()
					}
					tx := db.Begin(storage.CommunityScope(string(d.In.ID)), "", now)
					agenda.Done(tx, d, time.Time{})
					defer func() { done <- d.In.ID }()
					return tx.Commit(ctx)
				}}},
				Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				t.Fatal(err)
			}
			plan := func(in string) {
				tx := db.Begin(storage.CommunityScope(in), "", now)
				agenda.Plan(tx, "club.remind", "", now)
				if err := tx.Commit(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			plan("slow")
			ctx, end := context.WithCancel(t.Context())
			ran := make(chan struct{})
			go func() {
				defer close(ran)
				if err := r.Run(ctx); err != nil {
					t.Error(err)
				}
			}()
			<-stuck
			plan("quick")
			if in := <-done; in != "quick" {
				t.Errorf("%s is done first", in)
			}
			close(free)
			if in := <-done; in != "slow" {
				t.Errorf("%s is done then", in)
			}
			end()
			<-ran
		})
	}
}
