// Package retention deletes what an operator does not want to be kept any longer.
//
// It promises that nothing goes before its time; that what belongs to a record goes
// first, so that the next sweep finds whatever one that is interrupted has left;
// and that copies of the bot may sweep at once. It does not know what is over, or
// since when: the feature that keeps it does. What is not over, such as a draft,
// stays.
package retention

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// Sweep deletes what was over before a moment; at is now. Records that somebody
// changes meanwhile are storage.ErrConflict, and what is left is for the next one.
type Sweep func(ctx context.Context, s storage.Scope, before, at time.Time) error

// Job deletes, each night, what has been over for longer than keep; 0: nothing,
// ever, and a job that was planned when there was something to delete ends.
func Job(name string, db *storage.DB, keep time.Duration, sweeps ...Sweep) bot.Job {
	agenda := schedule.NewAgenda(db)
	job := bot.Job{Name: name, Do: func(ctx context.Context, d bot.JobRun) error {
		s := storage.CommunityScope(string(d.In.ID))
		if keep > 0 {
			for _, sweep := range sweeps {
				if err := sweep(ctx, s, d.At.Add(-keep), d.At); err != nil {
					return fmt.Errorf("delete what is not to be kept: %w", err)
				}
			}
		}
		tx := db.Begin(s, "", d.At)
		agenda.Done(tx, d, d.Next)
		return tx.Commit(ctx)
	}}
	if keep > 0 {
		job.Every = "30 3 * * *"
	}
	return job
}

// Reindex precedes a sweep by a term that records have not always had: it gives
// those their terms that were stored before.
func Reindex[T any](of *storage.Collection[T]) Sweep {
	return func(ctx context.Context, s storage.Scope, _, at time.Time) error {
		_, err := of.Reindex(ctx, s, at)
		return err
	}
}

// atOnce is how many records are deleted in one step.
const atOnce = 100

// Old sweeps the records under a term. since is when a record was over, and the
// score of the term, which only those have that are over. belongings, if not nil,
// deletes what belongs to a record.
func Old[T any](db *storage.DB, of *storage.Collection[T], index, value string, since func(T) time.Time, belongings func(context.Context, storage.Scope, *storage.Record[T], time.Time) error) Sweep {
	return func(ctx context.Context, s storage.Scope, before, at time.Time) error {
		for {
			records, _, err := of.List(ctx, s, index, value, storage.Page{Limit: atOnce, Oldest: true}, at)
			if err != nil {
				return err
			}
			tx, old := db.Begin(s, "", at), 0
			for _, r := range records {
				if !since(r.Value).Before(before) {
					break
				}
				if belongings != nil {
					if err := belongings(ctx, s, r, at); err != nil {
						return err
					}
				}
				of.Delete(tx, r)
				old++
			}
			if err := tx.Commit(ctx); err != nil || old == 0 || old < len(records) {
				return err
			}
		}
	}
}

// All deletes all records under a term.
func All[T any](ctx context.Context, db *storage.DB, s storage.Scope, of *storage.Collection[T], index, value string, at time.Time) error {
	for {
		records, _, err := of.List(ctx, s, index, value, storage.Page{Limit: atOnce}, at)
		if err != nil || len(records) == 0 {
			return err
		}
		tx := db.Begin(s, "", at)
		for _, r := range records {
			of.Delete(tx, r)
		}
		if err := tx.Commit(ctx); err != nil {
			return err
		}
	}
}
