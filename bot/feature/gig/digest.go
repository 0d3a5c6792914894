package gig

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// mostNew is how many gigs of a day or week a digest looks at, the newest first.
const mostNew = 200

// digest tells those members who want to hear of gigs together, what was
// published since the last time and fits them.
func (g *Gigs) digest(how member.Digest, span time.Duration) func(context.Context, bot.Due) error {
	return func(ctx context.Context, d bot.Due) error {
		from := d.Last
		if from.IsZero() || d.At.Sub(from) > 2*span {
			from = d.For.Add(-span)
		}
		tx := g.DB.Begin(scope(d.In.ID), "", d.At)
		g.agenda.Done(tx, d, d.Next)
		gigs, err := g.between(ctx, d.In.ID, from, d.At, d.At)
		if err != nil {
			return err
		}
		to, err := g.wantDigest(ctx, d, how, gigs)
		if err != nil {
			return err
		}
		if to.Len() > 0 {
			gathered, err := g.Outbox.Gather(ctx, d.In.ID, d.At, func(yield func(string) bool) {
				for ordinal := range to.All() {
					if !yield(strconv.FormatUint(uint64(ordinal), 10)) {
						return
					}
				}
			})
			if err != nil {
				return fmt.Errorf("gather who gets a digest: %w", err)
			}
			about := spanOf(how, from, d.At)
			g.Outbox.Send(tx, noticeDigest+":"+about, noticeDigest, about, gathered, d.At)
		}
		return tx.Commit(ctx)
	}
}

// spanOf names a digest by its kind and what it covers; readSpan reads it.
func spanOf(how member.Digest, from, to time.Time) string {
	return fmt.Sprintf("%s.%d.%d", how, from.UnixMilli(), to.UnixMilli())
}

func readSpan(about string) (how member.Digest, from, to time.Time, ok bool) {
	parts := strings.Split(about, ".")
	if len(parts) != 3 {
		return "", from, to, false
	}
	begin, err1 := strconv.ParseInt(parts[1], 10, 64)
	end, err2 := strconv.ParseInt(parts[2], 10, 64)
	return member.Digest(parts[0]), time.UnixMilli(begin), time.UnixMilli(end), err1 == nil && err2 == nil
}

// between are the open gigs for members that were published from a moment on,
// before another, the newest first.
func (g *Gigs) between(ctx context.Context, in bot.CommunityID, from, to, now time.Time) ([]*storage.Record[Gig], error) {
	listed, _, err := g.gigs.List(ctx, scope(in), byReader, string(readerMembers), storage.Page{Limit: mostNew}, now)
	if err != nil {
		return nil, fmt.Errorf("list new gigs: %w", err)
	}
	var found []*storage.Record[Gig]
	for _, r := range listed {
		if !r.Value.Published.Before(from) && r.Value.Published.Before(to) {
			found = append(found, r)
		}
	}
	return found, nil
}

// wantDigest are the members who want that digest and whom one of the gigs fits.
func (g *Gigs) wantDigest(ctx context.Context, d bot.Due, how member.Digest, gigs []*storage.Record[Gig]) (audience.Set, error) {
	if len(gigs) == 0 {
		return audience.Set{}, nil
	}
	members, err := g.everybody(ctx, d.In.ID, bot.DateOf(d.At))
	if err != nil {
		return audience.Set{}, err
	}
	var fits audience.Any
	for _, r := range gigs {
		fits = append(fits, matching(r.Value, placesFor(r.Value, members)))
	}
	wanted := audience.All{member.WantsDigest(how), fits}
	return members.Reach(wanted, member.Exclusions(member.Gigs, d.At)).Reached, nil
}

// mostInDigest is how many gigs a digest shows: each has a row of buttons, and
// one is for the list.
const mostInDigest = bot.MaxRows - 2

// writeDigest is what was published in the span, still is open, and fits the
// member.
func (g *Gigs) writeDigest(ctx context.Context, p bot.Parcel) (bot.Post, error) {
	how, from, until, ok := readSpan(p.About)
	if !ok {
		return bot.Post{}, withheld("gone")
	}
	to, err := g.recipient(ctx, p)
	if err != nil {
		return bot.Post{}, err
	}
	m := to.Value
	switch {
	case !m.Agreed(member.Gigs, p.At):
		return bot.Post{}, withheld(member.ReasonNoConsent)
	case len(m.Accounts) == 0:
		return bot.Post{}, withheld(member.ReasonUnreachable)
	case m.Digest != how:
		return bot.Post{}, withheld("outdated")
	}
	published, err := g.between(ctx, p.In.ID, from, until, p.At)
	if err != nil {
		return bot.Post{}, err
	}
	today := bot.DateOf(p.At.In(p.In.Zone))
	var fit []*storage.Record[Gig]
	for _, r := range published {
		if r.Value.Poster.Member != to.ID && r.Value.on(today) == Open && fits(r.Value, m, p.At) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return bot.Post{}, withheld("no match")
	}
	return bot.Post{
		User: m.Accounts[0], Member: to.ID,
		Body: func(l bot.Locale) bot.Message { return digestMessage(l, p.In, today, how, fit) },
	}, nil
}

func digestMessage(l bot.Locale, in bot.Community, today bot.Date, how member.Digest, fit []*storage.Record[Gig]) bot.Message {
	say := sayDaily
	if how == member.Weekly {
		say = sayWeekly
	}
	m := bot.Say(say.Text(l, in.Name, len(fit)))
	for _, r := range fit[:min(len(fit), mostInDigest)] {
		m = m.With(bot.Paragraph{Text: summary(l, r.Value)}, cardButtons(l, in.ID, today, r.ID, r.Value))
	}
	return m.With(bot.Buttons{{Label: labelList.In(l), Action: bot.Action{Community: in.ID, Route: "gig.list"}}})
}
