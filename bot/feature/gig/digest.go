package gig

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// maxNew is how many gigs of a day or week a digest looks at, the newest
	// first.
	maxNew = 200
	// newPerRead is how many gigs are read in a round trip: about those of a day.
	newPerRead = 10
)

// digest tells those members who want to hear of gigs together what was
// published since the last time and fits them, and with that of a day or week
// what was kept for whoever hears of it then.
func (g *Gigs) digest(how member.Digest, span time.Duration) func(context.Context, bot.JobRun) error {
	return func(ctx context.Context, d bot.JobRun) error {
		from := d.Last
		if from.IsZero() || d.At.Sub(from) > 2*span {
			from = d.For.Add(-span)
		}
		tx := kit.Begin(g.DB, d)
		g.agenda.Done(tx, d, d.Next)
		gigs, err := g.between(ctx, d.In.ID, from, d.At, d.At)
		if err != nil {
			return err
		}
		to, err := g.wantDigest(ctx, d, how, gigs)
		if err != nil {
			return err
		}
		kept, err := g.wantKept(ctx, d, how, from)
		if err != nil {
			return err
		}
		if to.Len() > 0 || len(kept) > 0 {
			gathered, err := g.Outbox.Gather(ctx, d.In.ID, d.At, member.Recipients(both(to, kept)))
			if err != nil {
				return fmt.Errorf("gather who gets a digest: %w", err)
			}
			about := spanOf(how, from, d.At)
			g.Outbox.Send(tx, noticeDigest+":"+about, noticeDigest, about, gathered, d.At)
		}
		return tx.Commit(ctx)
	}
}

// both are the ordinals of a set, and the others that are not in it.
func both(to audience.Set, others []uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for ordinal := range to.All() {
			if !yield(ordinal) {
				return
			}
		}
		for _, ordinal := range others {
			if !to.Has(ordinal) && !yield(ordinal) {
				return
			}
		}
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
// before another, the newest first. It reads little more than these.
func (g *Gigs) between(ctx context.Context, in bot.CommunityID, from, to, now time.Time) ([]*storage.Record[Gig], error) {
	var found []*storage.Record[Gig]
	page := storage.Page{Limit: newPerRead}
	for read := 0; read < maxNew; read += newPerRead {
		listed, next, err := g.gigs.List(ctx, kit.Scope(in), byReader, string(readerMembers), page, now)
		if err != nil {
			return nil, fmt.Errorf("list new gigs: %w", err)
		}
		for _, r := range listed {
			at := r.Value.Published
			if at.Unix() < from.Unix() { // and so are all that follow, which are listed by the second
				return found, nil
			}
			if !at.Before(from) && at.Before(to) {
				found = append(found, r)
			}
		}
		if next == "" {
			break
		}
		page.After = next
	}
	return found, nil
}

// wantDigest are the members who want that digest and whom one of the gigs fits.
func (g *Gigs) wantDigest(ctx context.Context, d bot.JobRun, how member.Digest, gigs []*storage.Record[Gig]) (audience.Set, error) {
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

// news is what a digest tells a member.
type news struct {
	how  member.Digest
	to   *storage.Record[member.Member]
	gigs []*storage.Record[Gig]
	late bool // some of it was kept from them before
}

// writeDigest is what was published in the span or kept since the last digest,
// still is open, and fits the member.
func (g *Gigs) writeDigest(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	n, err := g.newsFor(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	m, today := n.to.Value, bot.DateOf(p.At.In(p.In.Zone))
	return bot.OutgoingMessage{
		User: m.Accounts[0], Member: n.to.ID,
		Body: func(l bot.Localizer) bot.Message { return digestMessage(l, p.In, today, n) },
	}, nil
}

// newsFor is what a digest that is due tells its recipient: a gig at least.
func (g *Gigs) newsFor(ctx context.Context, p bot.DeliveryRequest) (n news, err error) {
	how, from, until, ok := readSpan(p.About)
	if !ok {
		return n, skip("gone")
	}
	to, err := g.Members.Recipient(ctx, p)
	if err != nil {
		return n, err
	}
	n.how, n.to = how, to
	m := to.Value
	switch {
	case !m.Agreed(member.Gigs, p.At):
		return n, skip(member.ReasonNoConsent)
	case hearsOfKept(m) != how:
		return n, skip("outdated")
	}
	var published []*storage.Record[Gig]
	if m.Digest == how {
		if published, err = g.between(ctx, p.In.ID, from, until, p.At); err != nil {
			return n, err
		}
	}
	kept, err := g.keptFor(ctx, p, from, until)
	if err != nil {
		return n, err
	}
	if n.gigs, err = g.stillFor(ctx, p, to, published); err != nil {
		return n, err
	}
	late, err := g.stillFor(ctx, p, to, kept)
	if err != nil {
		return n, err
	}
	for _, r := range late {
		if !slices.ContainsFunc(n.gigs, func(has *storage.Record[Gig]) bool { return has.ID == r.ID }) {
			n.gigs, n.late = append(n.gigs, r), true
		}
	}
	if len(n.gigs) == 0 {
		return n, skip("no match")
	}
	return n, nil
}

// stillFor are those of the gigs that a member may hear of now: open, theirs to
// do, and not applied for.
func (g *Gigs) stillFor(ctx context.Context, p bot.DeliveryRequest, to *storage.Record[member.Member], gigs []*storage.Record[Gig]) ([]*storage.Record[Gig], error) {
	today := bot.DateOf(p.At.In(p.In.Zone))
	var fit []*storage.Record[Gig]
	var applications []string
	for _, r := range gigs {
		if r.Value.Poster.Member != to.ID && r.Value.on(today) == Open && fits(r.Value, to.Value, p.At) {
			fit = append(fit, r)
			applications = append(applications, r.ID+"."+to.ID)
		}
	}
	if len(fit) == 0 {
		return nil, nil
	}
	applied, err := kit.GetMany(ctx, p, g.apps, applications)
	if err != nil {
		return nil, fmt.Errorf("read applications: %w", err)
	}
	var still []*storage.Record[Gig]
	for i, r := range fit {
		if applied[i] == nil {
			still = append(still, r)
		}
	}
	return still, nil
}

func digestMessage(l bot.Localizer, in bot.Community, today bot.Date, n news) bot.Message {
	say := msgDaily
	switch {
	case n.late:
		say = msgLate
	case n.how == member.Weekly:
		say = msgWeekly
	}
	m := l.Say(say, in.Name, len(n.gigs))
	for _, r := range n.gigs[:min(len(n.gigs), mostInDigest)] {
		m = m.With(bot.Paragraph{Text: summary(l, r.Value)}, cardButtons(l, today, r.ID, r.Value))
	}
	return m.With(bot.Buttons{l.Button(labelList, "gig.list", "")})
}
