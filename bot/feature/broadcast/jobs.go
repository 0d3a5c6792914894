package broadcast

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// The jobs.
const (
	jobRun   = "broadcast.run"   // about a broadcast: its time has come
	jobWatch = "broadcast.watch" // about a run: has the report changed?
)

// run begins to send, or passes the run over: one that was missed for too long,
// or while the one before is still being sent.
func (b *Broadcasts) run(ctx context.Context, d bot.JobRun) error {
	r, err := kit.Lookup(ctx, d, b.all, d.About)
	if err != nil {
		return fmt.Errorf("read a broadcast: %w", err)
	}
	tx := kit.Begin(b.DB, d)
	if r == nil || r.Value.State == Draft || r.Value.State == Cancelled || r.Value.State == Sent {
		b.agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	turn, err := b.turn(r.Value, d)
	if err != nil {
		return err
	}
	v := &r.Value
	v.Next = turn.Next
	b.agenda.Done(tx, d, turn.Next)
	switch {
	case turn.Run.IsZero():
		b.skip(tx, r, skippedMissed)
	case v.State != Scheduled:
		b.skip(tx, r, skippedBusy)
	default:
		if err := b.start(ctx, tx, d, r, turn.Run); err != nil {
			return err
		}
	}
	b.save(tx, d.In, r)
	return tx.Commit(ctx)
}

// turn is which run is due, if it is not too late for it, and the next one.
func (b *Broadcasts) turn(v Broadcast, d bot.JobRun) (schedule.Missed, error) {
	plan, err := v.plan()
	if err != nil {
		return schedule.Missed{}, err
	}
	if plan.Recurs() {
		return plan.Turn(d, b.Settings.Grace), nil
	}
	if d.At.Sub(d.For) > b.Settings.Grace {
		return schedule.Missed{Skipped: 1}, nil
	}
	run := d.For
	if !plan.IsZero() {
		run = plan.Next(time.Time{})
	}
	return schedule.Missed{Run: run}, nil
}

// skip passes a run over and tells who answers for the broadcast, once however
// many there were.
func (b *Broadcasts) skip(tx *storage.Tx, r *storage.Record[Broadcast], why string) {
	if r.Value.State == Scheduled && r.Value.Next.IsZero() {
		r.Value.State = Cancelled
	}
	b.Outbox.Tell(tx, noticeSkipped, r.ID+"."+why, bot.ToUser(r.Value.By))
}

// start settles whom the run goes to and queues it.
func (b *Broadcasts) start(ctx context.Context, tx *storage.Tx, d bot.JobRun, r *storage.Record[Broadcast], at time.Time) error {
	v := &r.Value
	v.RunCount++
	run := Run{Number: v.RunCount, Began: d.At}
	if v.OwnZone {
		run.Wall = schedule.WallOf(at).String()
	}
	id, notice, about := announcement(r.ID, run.Number), noticeMessage, runID(r.ID, run.Number)
	var to iter.Seq[string]
	if v.Medium == InChannel {
		notice, about, to = noticePost, r.ID, slices.Values(v.posts(d.In))
	} else {
		found, err := b.reached(ctx, d.In, v.Audience, d.At)
		if err != nil {
			return err
		}
		to = member.Recipients(found.All())
	}
	gathered, err := b.Outbox.Gather(ctx, d.In.ID, d.At, to)
	if err != nil {
		return fmt.Errorf("settle the audience of a broadcast: %w", err)
	}
	if v.Medium == Direct {
		run.Audience = gathered.Count
	}
	if gathered.Count == 0 {
		v.finish()
	} else {
		b.Outbox.Send(tx, id, notice, about, gathered, d.At)
		b.agenda.Plan(tx, jobWatch, runID(r.ID, run.Number), d.At.Add(firstLook))
		v.State = Sending
	}
	v.Runs = append(v.Runs, run)
	v.Runs = v.Runs[max(0, len(v.Runs)-maxRuns):]
	return nil
}

// finish is the state after a run that is over.
func (b *Broadcast) finish() {
	if b.State = Sent; !b.Next.IsZero() {
		b.State = Scheduled
	}
}

// How often the card of a run is brought up to date: at first soon, later in
// quarters of the time it has taken so far.
const (
	firstLook  = 10 * time.Second
	seldomLook = 10 * time.Minute
)

// watch has the card say how far the run is, until it is over.
func (b *Broadcasts) watch(ctx context.Context, d bot.JobRun) error {
	id, number, ok := readRun(d.About)
	if !ok {
		return fmt.Errorf("watch a broadcast: no run is called so")
	}
	tx := kit.Begin(b.DB, d)
	r, err := kit.Get(ctx, d, b.all, id)
	if errors.Is(err, storage.ErrNotFound) {
		b.agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	if err != nil {
		return fmt.Errorf("read a broadcast: %w", err)
	}
	latest := r.Value.latest()
	report, err := b.Outbox.Report(ctx, d.In.ID, announcement(id, number))
	if errors.Is(err, storage.ErrNotFound) || latest == nil || latest.Number != number {
		b.agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	if err != nil {
		return fmt.Errorf("read the report of a broadcast: %w", err)
	}
	if report.Deferred > 0 {
		wait := min(seldomLook, max(firstLook, d.At.Sub(latest.Began)/4))
		b.agenda.Done(tx, d, d.At.Add(wait))
		b.keepCard(tx, d.In, id)
		return tx.Commit(ctx)
	}
	b.agenda.Done(tx, d, time.Time{})
	if r.Value.State == Sending || r.Value.State == Paused {
		r.Value.finish()
	}
	b.save(tx, d.In, r)
	return tx.Commit(ctx)
}
