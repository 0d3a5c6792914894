package gig

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
)

// retention deletes gigs that have been over for longer than they are kept.
func (g *Gigs) retention() bot.Job {
	return retention.Job("gig.retention", g.DB, g.Keep, retention.Old(g.DB, g.gigs, byEnd, "x", Gig.last, g.forget))
}

// last is when something last happened to a gig.
func (g Gig) last() time.Time {
	if len(g.History) == 0 {
		return g.Created
	}
	return g.History[len(g.History)-1].At
}

// forget deletes what belongs to a gig: the applications, whom it was passed on by,
// and what is kept of its card.
func (g *Gigs) forget(ctx context.Context, s storage.Scope, gig *storage.Record[Gig], at time.Time) error {
	if err := retention.All(ctx, g.DB, s, g.apps, byEvery, gig.ID, at); err != nil {
		return fmt.Errorf("delete the applications to a gig: %w", err)
	}
	if err := retention.All(ctx, g.DB, s, g.referrals, byEvery, gig.ID, at); err != nil {
		return fmt.Errorf("delete the referrals of a gig: %w", err)
	}
	tx := g.DB.Begin(s, "", at)
	g.Outbox.End(tx, noticeCard, gig.ID)
	return tx.Commit(ctx)
}
