package redistest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// agendaRace has eight copies work on reminders that recur every five seconds.
// From the sixth second to the thirteenth all of them stand still.
func agendaRace(t *testing.T, r *Redis) {
	const reminders, running = 2000, 8
	a := storage.NewAgenda(r.DB)
	tx := r.DB.Begin(acme, "", noon)
	for i := range reminders {
		a.Put(tx, fmt.Sprint(i), noon)
	}
	must(t, tx.Commit(ctx))

	for _, seconds := range []int{0, 1, 5, 13, 15} {
		now := noon.Add(time.Duration(seconds) * time.Second)
		var wait sync.WaitGroup
		errs := make(chan error, running)
		for i := range running {
			wait.Go(func() { errs <- workThrough(r, now.Add(time.Duration(i)*time.Millisecond)) })
		}
		wait.Wait()
		for range running {
			must(t, <-errs)
		}
	}

	// Those of the tenth second were caught up at the thirteenth.
	for i := range reminders {
		for _, seconds := range []int{0, 5, 10, 15} {
			n, err := notes(r).Count(ctx, acme, "tag", occurrence(fmt.Sprint(i), noon.Add(time.Duration(seconds)*time.Second)))
			must(t, err)
			if n != 1 {
				t.Fatalf("reminder %d of second %d happened %d times", i, seconds, n)
			}
		}
	}
	next, err := a.NextDue(ctx, acme)
	must(t, err)
	same(t, next, noon.Add(20*time.Second))
}

// workThrough is one copy, until nothing is due. What it takes it holds so
// briefly that copies whose clocks are ahead take it as well.
func workThrough(r *Redis, now time.Time) error {
	for {
		jobs, err := storage.NewAgenda(r.DB).Take(ctx, acme, now, time.Millisecond, 20)
		if err != nil {
			return err
		}
		if len(jobs) == 0 {
			return nil
		}
		for _, job := range jobs {
			tx := r.DB.Begin(acme, "", now)
			occur(r, tx, job, now)
			if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
				return err
			}
		}
	}
}
