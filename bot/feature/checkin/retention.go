package checkin

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
)

// retention deletes what has been over for longer than it is kept.
func (k *CheckIns) retention() bot.Job {
	return retention.Job("checkin.retention", k.DB, k.Keep,
		retention.Reindex(k.checkIns),
		retention.Old(k.DB, k.runs, byEnd, every, func(r Run) time.Time { return r.Closes }, k.forget),
		retention.Old(k.DB, k.tasks, byEnd, every, func(t Task) time.Time { return t.Done }, nil),
		k.sweepEnded)
}

// sweepEnded deletes check-ins that ended, once none of their runs is left: until
// then somebody can read what was asked and answered.
func (k *CheckIns) sweepEnded(ctx context.Context, s storage.Scope, before, at time.Time) error {
	page := storage.Page{Limit: 100, Oldest: true}
	for {
		ended, next, err := k.checkIns.List(ctx, s, byEnd, every, page, at)
		if err != nil {
			return fmt.Errorf("list check-ins that ended: %w", err)
		}
		tx := k.DB.Begin(s, "", at)
		for _, r := range ended {
			if !r.Value.over().Before(before) {
				next = ""
				break
			}
			runs, err := k.runs.Count(ctx, s, byCheckIn, r.ID)
			if err != nil {
				return err
			}
			if runs == 0 {
				k.checkIns.Delete(tx, r)
			}
		}
		if err := tx.Commit(ctx); err != nil || next == "" {
			return err
		}
		page.After = next
	}
}

// forget deletes what belongs to a run: the answers, who skipped it, who was asked,
// and what is kept of the messages about it.
func (k *CheckIns) forget(ctx context.Context, s storage.Scope, run *storage.Record[Run], at time.Time) error {
	for _, index := range []string{byAnswered, bySkipped} {
		if err := retention.All(ctx, k.DB, s, k.replies, index, run.ID, at); err != nil {
			return fmt.Errorf("delete the answers to a check-in: %w", err)
		}
	}
	batch := k.DB.Batch(s, at)
	asked := k.cohorts.GetIn(batch, run.ID)
	written := make([]*storage.Result[texts], len(run.Value.Questions))
	for i := range written {
		written[i] = k.texts.GetIn(batch, textsID(run.ID, i))
	}
	if err := batch.Run(ctx); err != nil {
		return fmt.Errorf("read what belongs to a check-in: %w", err)
	}
	tx := k.DB.Begin(s, "", at)
	if err := drop(tx, k.cohorts, asked); err != nil {
		return err
	}
	for _, w := range written {
		if err := drop(tx, k.texts, w); err != nil {
			return err
		}
	}
	k.Outbox.End(tx, noticeSummary, run.ID)
	for n := range maxReminders + 1 {
		k.Outbox.Forget(tx, announced(run.ID, n))
	}
	return tx.Commit(ctx)
}

// drop deletes what was read, if there was any.
func drop[T any](tx *storage.Tx, of *storage.Collection[T], read *storage.Result[T]) error {
	r, err := kit.OrNil(read.Record, read.Err)
	if r != nil {
		of.Delete(tx, r)
	}
	return err
}
