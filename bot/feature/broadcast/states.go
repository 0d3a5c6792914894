package broadcast

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

func (b *Broadcasts) pause(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return b.control(ctx, c, Sending, func(tx *storage.Tx, r *storage.Record[Broadcast]) i18n.Line {
		b.Outbox.Pause(tx, announcement(r.ID, r.Value.RunCount))
		r.Value.State = Paused
		return msgPaused
	})
}

func (b *Broadcasts) resume(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return b.control(ctx, c, Paused, func(tx *storage.Tx, r *storage.Record[Broadcast]) i18n.Line {
		b.Outbox.Resume(tx, announcement(r.ID, r.Value.RunCount))
		b.watchSoon(tx, c, r)
		r.Value.State = Sending
		return msgResumed
	})
}

// cancel ends what is being sent, or the plan of what recurs. What was sent
// stays sent.
func (b *Broadcasts) cancel(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	from := r.Value.State
	if from != Sending && from != Paused && (from != Scheduled || r.Value.RunCount == 0) {
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(from)))
	}
	return b.control(ctx, c, from, func(tx *storage.Tx, r *storage.Record[Broadcast]) i18n.Line {
		b.agenda.Drop(tx, jobRun, r.ID)
		r.Value.State, r.Value.Next = Sent, time.Time{}
		if from == Scheduled {
			return msgPlanCancelled
		}
		b.Outbox.Cancel(tx, announcement(r.ID, r.Value.RunCount))
		r.Value.State = Cancelled
		return msgCancelled
	})
}

// retry sends to those again whom it could not be sent to.
func (b *Broadcasts) retry(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	report, err := b.progress(ctx, c.In.ID, r)
	if err != nil {
		return nil, err
	}
	if report == nil || report.Failed == 0 || r.Value.State == Cancelled {
		return nil, c.Refuse(msgNothingFailed)
	}
	return b.control(ctx, c, r.Value.State, func(tx *storage.Tx, r *storage.Record[Broadcast]) i18n.Line {
		b.Outbox.RetryFailed(tx, announcement(r.ID, r.Value.RunCount))
		b.watchSoon(tx, c, r)
		r.Value.State = Sending
		if r.Value.Medium == InChannel {
			return msgReposted
		}
		return msgRetried
	})
}

func (b *Broadcasts) watchSoon(tx *storage.Tx, c *bot.Call, r *storage.Record[Broadcast]) {
	b.agenda.Plan(tx, jobWatch, runID(r.ID, r.Value.RunCount), c.At.Add(firstLook))
}

// control changes a broadcast that is in a state, and shows what is true then.
func (b *Broadcasts) control(ctx context.Context, c *bot.Call, from State, change func(*storage.Tx, *storage.Record[Broadcast]) i18n.Line) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State != from {
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(r.Value.State)))
	}
	tx := kit.Begin(b.DB, c)
	said := change(tx, r)
	b.save(tx, c.In, r)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	m := c.Say(said, r.Value.title(c.Locale))
	// It is done, so that a report which cannot be read takes nothing back.
	if report, err := b.progress(ctx, c.In.ID, r); err == nil && report != nil {
		if facts := r.Value.facts(c, *report); len(facts) > 0 {
			m = m.With(facts)
		}
	}
	if r.Value.RunCount > 0 {
		m = m.With(bot.Buttons{c.Button(labelProgress, "broadcast.show", r.ID)})
	}
	return bot.Reply{Message: m}, nil
}
