package checkin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// close ends a run when its time has come, or before: what is unsent stays so,
// and the managers are told.
func (k *CheckIns) close(ctx context.Context, d bot.JobRun) error {
	tx := kit.Begin(k.DB, d)
	k.Agenda.Done(tx, d, time.Time{})
	run, err := kit.Lookup(ctx, d, k.runs, d.About)
	if err != nil {
		return fmt.Errorf("read a run: %w", err)
	}
	if run == nil || run.Value.Closed {
		return tx.Commit(ctx)
	}
	r, err := kit.Lookup(ctx, d, k.checkIns, run.Value.CheckIn)
	if err != nil {
		return fmt.Errorf("read a check-in: %w", err)
	}
	if r != nil && r.Value.State == Active && (r.Value.Plan.IsZero() || r.Value.Plan.Next(d.At).IsZero()) {
		r.Value.State, r.Value.Ended = Ended, d.At
		k.checkIns.Put(tx, r)
	}
	k.endRun(tx, d.In, run, d.At)
	return tx.Commit(ctx)
}

// endRun adds to tx what ends a run. From then on nobody answers; the ballots of
// an anonymous one are counted afterwards.
func (k *CheckIns) endRun(tx *storage.Tx, in bot.Community, run *storage.Record[Run], at time.Time) {
	run.Value.Closed = true
	if at.Before(run.Value.Closes) {
		run.Value.Closes = at
	}
	k.runs.Put(tx, run)
	k.Agenda.Drop(tx, jobRemind, run.ID)
	for n := range maxReminders + 1 {
		k.Outbox.Cancel(tx, announced(run.ID, n))
	}
	k.summarize(tx, in, run.ID)
	if run.Value.Anonymous {
		k.Agenda.Plan(tx, jobCount, run.ID, at)
	} else {
		k.Outbox.Tell(tx, noticeResult, run.ID, bot.ToChannels(in.Managers...)...)
	}
}

// count makes of the ballots of a run that has closed what may be shown, and burns
// them with the list of who took part.
func (k *CheckIns) count(ctx context.Context, d bot.JobRun) error {
	batch := kit.Batch(k.DB, d)
	found, look := k.runs.GetIn(batch, d.About), k.ballots.LookIn(batch, d.About, "")
	if err := batch.Run(ctx); err != nil {
		return fmt.Errorf("read a run: %w", err)
	}
	tx := kit.Begin(k.DB, d)
	k.Agenda.Done(tx, d, time.Time{})
	if found.Err != nil || found.Record.Value.Counted {
		return tx.Commit(ctx)
	}
	run := found.Record
	run.Value.Counted, run.Value.Skipped = true, look.Abstained
	if err := k.tally(ctx, tx, d.In.ID, run); err != nil {
		return err
	}
	k.runs.Put(tx, run)
	k.summarize(tx, d.In, run.ID)
	k.Outbox.Tell(tx, noticeResult, run.ID, bot.ToChannels(d.In.Managers...)...)
	return tx.Commit(ctx)
}

// tally counts the ballots, and adds to tx what is left of them.
func (k *CheckIns) tally(ctx context.Context, tx *storage.Tx, in bot.CommunityID, run *storage.Record[Run]) error {
	v := &run.Value
	counts := make([][]int, len(v.Questions))
	for i, q := range v.Questions {
		counts[i] = make([]int, q.cells())
	}
	written := make([][]string, len(v.Questions))
	n := 0
	for after := ""; ; {
		ballots, next, err := k.ballots.Ballots(ctx, kit.Scope(in), run.ID, after, 1000)
		if err != nil {
			return fmt.Errorf("read ballots: %w", err)
		}
		for _, b := range ballots {
			var values []string
			if err := json.Unmarshal([]byte(b), &values); err != nil || len(values) != len(v.Questions) {
				return errors.New("read ballots: one cannot be read")
			}
			n++
			for _, c := range v.cellsOf(values) {
				counts[c[0]][c[1]]++
			}
			for i, q := range v.Questions {
				if q.Kind == Text && values[i] != "" {
					written[i] = append(written[i], values[i])
				}
			}
		}
		if after = next; after == "" {
			break
		}
	}
	v.Answered = n
	v.Tables = make([]Table, len(v.Questions))
	for i, q := range v.Questions {
		v.Tables[i] = q.suppress(counts[i], n)
		if len(written[i]) >= fewest {
			v.Tables[i].Texts = len(written[i])
			k.texts.Put(tx, k.texts.New(textsID(run.ID, i), texts{written[i]}))
		}
	}
	k.ballots.Burn(tx, run.ID, n)
	return nil
}
