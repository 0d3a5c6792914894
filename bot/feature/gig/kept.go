package gig

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Kept are the gigs that a member was not told of because the bot had written to
// them often enough: the next digest makes up for it. Where that is too much
// again, they are kept anew. It stands under the member's ordinal, and goes by
// itself.
type Kept struct {
	Gigs []KeptGig `json:"Gigs"`
}

// KeptGig is one of them, and when it was kept last.
type KeptGig struct {
	ID string    `json:"ID"`
	At time.Time `json:"At"`
}

const (
	// byKept lists all that is kept, by when something was kept last.
	byKept  = "kept"
	allKept = "all"
	keepFor = 30 * 24 * time.Hour
	maxKept = 50 // gigs of a member; the newest
	// keepSlack is how long keeping may take: what is kept while a digest is
	// made belongs to the next one.
	keepSlack = 5 * time.Minute
)

func newKept(db *storage.DB) *storage.Collection[Kept] {
	return storage.NewCollection(db, storage.Schema[Kept]{Name: "giglater", Terms: func(k Kept) []storage.Term {
		return []storage.Term{{Index: byKept, Value: allKept, Score: k.last().Unix()}}
	}})
}

func (k Kept) last() (last time.Time) {
	for _, one := range k.Gigs {
		if one.At.After(last) {
			last = one.At
		}
	}
	return last
}

// hearsOfKept is with which digest a member hears of what was kept.
func hearsOfKept(m member.Member) member.Digest {
	if m.Digest == member.Weekly {
		return member.Weekly
	}
	return member.Daily
}

// keepOffer keeps the gig that a member cannot be offered this week.
func (g *Gigs) keepOffer(ctx context.Context, p bot.DeliveryRequest) error {
	return g.keep(ctx, p, p.About)
}

// keepDigest keeps what a digest would have told.
func (g *Gigs) keepDigest(ctx context.Context, p bot.DeliveryRequest) error {
	n, err := g.newsFor(ctx, p)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range n.gigs {
		ids = append(ids, r.ID)
	}
	return g.keep(ctx, p, ids...)
}

func (g *Gigs) keep(ctx context.Context, p bot.DeliveryRequest, ids ...string) error {
	r, err := kit.GetOrNew(ctx, p, g.later, p.To)
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	gigs := slices.DeleteFunc(r.Value.Gigs, func(k KeptGig) bool {
		return slices.Contains(ids, k.ID) || k.At.Add(keepFor).Before(p.At)
	})
	for _, id := range ids {
		gigs = append(gigs, KeptGig{id, p.At})
	}
	r.Value.Gigs, r.Expires = gigs[max(0, len(gigs)-maxKept):], p.At.Add(keepFor)
	tx := kit.Begin(g.DB, p)
	g.later.Put(tx, r)
	return tx.Commit(ctx)
}

// within reports whether something was kept in time for the digest of a span.
func (k KeptGig) within(from, until time.Time) bool {
	return !k.At.Before(from.Add(-keepSlack)) && k.At.Before(until.Add(-keepSlack))
}

// keptFor are the gigs that were kept from the recipient of a digest, the last
// first.
func (g *Gigs) keptFor(ctx context.Context, p bot.DeliveryRequest, from, until time.Time) ([]*storage.Record[Gig], error) {
	r, err := kit.GetOrNew(ctx, p, g.later, p.To)
	if err != nil {
		return nil, fmt.Errorf("read what is kept: %w", err)
	}
	var ids []string
	for _, k := range slices.Backward(r.Value.Gigs) {
		if k.within(from, until) {
			ids = append(ids, k.ID)
		}
	}
	gigs, err := kit.GetMany(ctx, p, g.gigs, ids)
	if err != nil {
		return nil, fmt.Errorf("read the gigs that are kept: %w", err)
	}
	return slices.DeleteFunc(gigs, func(r *storage.Record[Gig]) bool { return r == nil }), nil
}

// wantKept are the members who hear with that digest of what was kept.
func (g *Gigs) wantKept(ctx context.Context, d bot.JobRun, how member.Digest, from time.Time) ([]uint32, error) {
	var kept []uint32
	page := storage.Page{Limit: 1000}
	for more := true; more; more = page.After != "" {
		listed, after, err := kit.List(ctx, d, g.later, byKept, allKept, page)
		if err != nil {
			return nil, fmt.Errorf("list what is kept: %w", err)
		}
		for _, r := range listed {
			if r.Value.last().Before(from.Add(-keepSlack)) {
				after = ""
				break
			}
			ordinal, ok := member.ReadRecipient(r.ID)
			if ok && slices.ContainsFunc(r.Value.Gigs, func(k KeptGig) bool { return k.within(from, d.At) }) {
				kept = append(kept, ordinal)
			}
		}
		page.After = after
	}
	if len(kept) == 0 {
		return nil, nil
	}
	members, err := g.everybody(ctx, d.In.ID, bot.DateOf(d.At))
	if err != nil {
		return nil, err
	}
	var wanted audience.Expr = member.WantsDigest(how)
	if how == member.Daily { // also those who want to hear at once
		wanted = audience.Not{Expr: member.WantsDigest(member.Weekly)}
	}
	reached := members.Reach(wanted, member.Exclusions(member.Gigs, d.At)).Reached
	return slices.DeleteFunc(kept, func(ordinal uint32) bool { return !reached.Has(ordinal) }), nil
}
