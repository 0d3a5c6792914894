package gig

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// remindAt is when who posted is reminded of an application that came, or moved
// on, at a moment.
func remindAt(changed time.Time, zone *time.Location) time.Time {
	return at(schedule.AfterWorkdays(bot.DateOf(changed.In(zone)), reviewDays), reviewHour, zone)
}

// planReview sees to it that who posted is reminded of those who wait.
func (g *Gigs) planReview(tx *storage.Tx, c *bot.Call, gig *storage.Record[Gig]) {
	if gig.Value.ReviewAt.IsZero() {
		gig.Value.ReviewAt = remindAt(c.At, c.In.Zone)
		g.agenda.Plan(tx, jobReview, gig.ID, gig.Value.ReviewAt)
	}
}

// review reminds who posted a gig of the applicants who have waited for three
// working days, and goes on as long as somebody waits.
func (g *Gigs) review(ctx context.Context, d bot.JobRun) error {
	tx := kit.Begin(g.DB, d)
	batch := kit.Batch(g.DB, d)
	read := g.gigs.GetIn(batch, d.About)
	waiting := g.apps.ListIn(batch, byWaiting, d.About, storage.Page{Limit: maxAnswers, Oldest: true})
	if err := batch.Run(ctx); err != nil {
		return fmt.Errorf("read who waits: %w", err)
	}
	if errors.Is(read.Err, storage.ErrNotFound) {
		g.agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	for _, err := range []error{read.Err, waiting.Err} {
		if err != nil {
			return fmt.Errorf("read who waits: %w", err)
		}
	}
	gig, overdue := read.Record, 0
	var next time.Time
	for _, app := range waiting.Records {
		due := remindAt(app.Value.ChangedAt, d.In.Zone)
		if !d.At.Before(due) {
			overdue++
		} else if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	if overdue > 0 {
		g.Outbox.Tell(tx, noticeReview, gig.ID, bot.ToUser(gig.Value.Poster.User))
		next = remindAt(d.At, d.In.Zone)
	}
	gig.Value.ReviewAt = next
	g.agenda.Done(tx, d, next)
	g.gigs.Put(tx, gig)
	return tx.Commit(ctx)
}

// writeReview says how many wait, at the moment of sending.
func (g *Gigs) writeReview(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	gig, err := g.published(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	if len(gig.Waiting) == 0 {
		return bot.OutgoingMessage{}, skip("outdated")
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		return l.Say(msgReview, gig.Title, len(gig.Waiting)).With(bot.Buttons{
			l.Button(labelApplicants, "gig.applicants", p.About).Styled(bot.Primary),
			l.Button(labelAnswerAll, "gig.answer", p.About),
		})
	}}, nil
}
