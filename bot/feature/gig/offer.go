package gig

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// writeMatch offers the gig to a member, if it still can be applied for and
// still fits what they agreed to and typed.
func (g *Gigs) writeMatch(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	gig, err := g.published(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	today := bot.DateOf(p.At.In(p.In.Zone))
	switch state := gig.on(today); state {
	case Open:
	case Paused:
		return bot.OutgoingMessage{}, skip("paused")
	default:
		return bot.OutgoingMessage{}, skip("closed")
	}
	to, err := g.Members.Recipient(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	m := to.Value
	switch {
	case !m.Agreed(member.Gigs, p.At):
		return bot.OutgoingMessage{}, skip(member.ReasonNoConsent)
	case m.Unreachable:
		return bot.OutgoingMessage{}, skip(member.ReasonUnreachable)
	case m.Digest == member.Daily || m.Digest == member.Weekly:
		return bot.OutgoingMessage{}, skip("digest")
	case !fits(gig, m, p.At):
		return bot.OutgoingMessage{}, skip("no match")
	}
	switch app, err := kit.Lookup(ctx, p, g.apps, p.About+"."+to.ID); {
	case err != nil:
		return bot.OutgoingMessage{}, fmt.Errorf("read an application: %w", err)
	case app != nil:
		return bot.OutgoingMessage{}, skip("applied")
	}
	return bot.OutgoingMessage{
		User: m.Accounts[0], Member: to.ID,
		Body: func(l bot.Localizer) bot.Message { return offer(l, p.In, today, p.About, gig, m) },
	}, nil
}

// offer is the direct message: what it is, and why this member gets it.
func offer(l bot.Localizer, in bot.Community, today bot.Date, id string, g Gig, m member.Member) bot.Message {
	why := l.Text(msgOfferConsent)
	if typed := reasons(l, g, m); len(typed) > 0 {
		why = l.Text(msgOfferReasons, joined(l, typed))
	}
	return l.Say(msgOffer, in.Name).With(details(l, today, g)...).
		With(bot.Note{Text: why}, cardButtons(l, today, id, g))
}
