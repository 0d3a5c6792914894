package schedule_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// reminded is the trace that a reminder leaves, under an id of its own, so that
// Redis would not mind a second one.
type reminded struct {
	Run   time.Time
	About string
}

// office is some copies of the bot around one redis-server, each with its own
// connection. All see the same clock.
type office struct {
	t      *testing.T
	zone   *time.Location
	plan   schedule.Plan
	now    atomic.Pointer[time.Time]
	traces *storage.Collection[reminded]
	db     *storage.DB
	done   atomic.Int64
	enough atomic.Int64 // when so many are done, everybody is stopped
	life   context.Context
	stop   context.CancelFunc
	copies []*schedule.Runner
}

func (o *office) clock() time.Time { return *o.now.Load() }

// remind is the job: it follows a plan as broadcasts and check-ins do.
func (o *office) remind(db *storage.DB) bot.Job {
	agenda := schedule.NewAgenda(db)
	return bot.Job{Name: "club.remind", Do: func(_ context.Context, due bot.JobRun) error {
		turn := o.plan.Turn(due, 2*time.Hour)
		tx := db.Begin(storage.CommunityScope("acme"), "", due.At)
		if !turn.Run.IsZero() {
			o.traces.Put(tx, o.traces.New(rand.Text(), reminded{turn.Run, due.About}))
		}
		agenda.Done(tx, due, turn.Next)
		// Whoever is stopped in here says nothing more to Redis.
		if err := tx.Commit(o.life); err != nil {
			return err
		}
		if o.done.Add(1) == o.enough.Load() {
			o.stop()
		}
		return nil
	}}
}

// work has every copy do what is due at a moment, until nothing is or all are
// stopped.
func (o *office) work(at time.Time) {
	o.now.Store(&at)
	o.life, o.stop = context.WithCancel(o.t.Context())
	defer o.stop()
	var all sync.WaitGroup
	for _, copy := range o.copies {
		all.Go(func() {
			if _, err := copy.Drain(o.life); err != nil && o.life.Err() == nil && !errors.Is(err, storage.ErrConflict) {
				o.t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestEightCopies has eight copies of the bot send two thousand reminders every
// minute. In the middle of a minute's work all of them stop for seven seconds.
func TestEightCopies(t *testing.T) {
	const reminders, copies = 2000, 8
	server := redistest.Server(t)
	o := &office{t: t, db: server.DB}
	var err error
	if o.zone, err = time.LoadLocation("Asia/Tokyo"); err != nil {
		t.Fatal(err)
	}
	if o.plan, err = schedule.Cron("* * * * *", schedule.Skip, o.zone); err != nil {
		t.Fatal(err)
	}
	o.traces = storage.NewCollection(o.db, storage.Schema[reminded]{Name: "trace", Terms: func(r reminded) []storage.Term {
		return []storage.Term{{Index: "run", Value: fmt.Sprint(r.About, "@", r.Run.Unix())}}
	}})
	communities := []bot.Community{{ID: "acme", Zone: o.zone}}
	for range copies {
		client := redis.NewClient(&redis.Options{Network: "unix", Addr: server.Client.(*redis.Client).Options().Addr})
		t.Cleanup(func() { client.Close() })
		db := storage.New(client)
		runner, err := schedule.NewRunner(schedule.Config{
			DB: db, Communities: communities, Jobs: []bot.Job{o.remind(db)}, Clock: o.clock, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		o.copies = append(o.copies, runner)
	}
	noon := time.Date(2026, 12, 1, 12, 0, 0, 0, o.zone)
	agenda, tx := schedule.NewAgenda(o.db), o.db.Begin(storage.CommunityScope("acme"), "", noon)
	for i := range reminders {
		agenda.Plan(tx, "club.remind", fmt.Sprint(i), noon)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}

	o.work(noon)
	o.count(reminders, noon)
	// A quarter of the next minute's is done when all are stopped. What they held
	// is free again half a minute later; nothing is left for the time until then.
	next := noon.Add(time.Minute)
	o.enough.Store(reminders + reminders/4)
	o.work(next)
	if n := o.done.Load(); n == 2*reminders {
		t.Fatal("they were not stopped")
	}
	for _, after := range []int{7, 30, 37} {
		o.work(next.Add(time.Duration(after) * time.Second))
	}
	o.count(reminders, next)
	// Nobody is awake for three minutes: the last one is caught up, and no other.
	last := next.Add(3 * time.Minute)
	o.work(last.Add(7 * time.Second))
	o.count(reminders, last)
	o.count(0, next.Add(time.Minute), next.Add(2*time.Minute))
}

// count holds all reminders to having been sent for each of the runs once, or
// not at all.
func (o *office) count(want int, runs ...time.Time) {
	o.t.Helper()
	for _, run := range runs {
		batch := o.db.Batch(storage.CommunityScope("acme"), o.clock())
		var values []string
		for i := range max(want, 1) {
			values = append(values, fmt.Sprint(i, "@", run.Unix()))
		}
		counted := o.traces.CountsIn(batch, "run", values)
		if err := batch.Run(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		for i, n := range counted.N {
			if n != min(want, 1) {
				o.t.Fatalf("reminder %d of %s was sent %d times", i, run.Format("15:04"), n)
			}
		}
	}
}
