package gig

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// writeMatch offers the gig to a member, if it still can be applied for and
// still fits what they agreed to and typed.
func (g *Gigs) writeMatch(ctx context.Context, p bot.Parcel) (bot.Post, error) {
	gig, err := g.published(ctx, p, p.About)
	if err != nil {
		return bot.Post{}, err
	}
	today := bot.DateOf(p.At.In(p.In.Zone))
	switch state := gig.on(today); state {
	case Open:
	case Paused:
		return bot.Post{}, withheld("paused")
	default:
		return bot.Post{}, withheld("closed")
	}
	to, err := g.recipient(ctx, p)
	if err != nil {
		return bot.Post{}, err
	}
	m := to.Value
	switch {
	case !m.Agreed(member.Gigs, p.At):
		return bot.Post{}, withheld("no consent")
	case m.Unreachable || len(m.Accounts) == 0:
		return bot.Post{}, withheld("unreachable")
	case m.Digest == member.Daily || m.Digest == member.Weekly:
		return bot.Post{}, withheld("digest")
	case !fits(gig, m, p.At):
		return bot.Post{}, withheld("no match")
	}
	_, err = g.apps.Get(ctx, scope(p.In.ID), p.About+"."+to.ID, p.At)
	if err == nil {
		return bot.Post{}, withheld("applied")
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return bot.Post{}, fmt.Errorf("read an application: %w", err)
	}
	return bot.Post{
		User: m.Accounts[0], Member: to.ID,
		Body: func(l bot.Locale) bot.Message { return offer(l, p.In, today, p.About, gig, m) },
	}, nil
}

// recipient is the member whom the parcel goes to.
func (g *Gigs) recipient(ctx context.Context, p bot.Parcel) (*storage.Record[member.Member], error) {
	ordinal, err := strconv.ParseUint(p.To, 10, 32)
	if err != nil {
		return nil, withheld("gone")
	}
	found, err := g.Members.ByOrdinal(ctx, p.In.ID, []uint32{uint32(ordinal)}, p.At)
	if err != nil {
		return nil, fmt.Errorf("read the recipient: %w", err)
	}
	if len(found) == 0 || found[0] == nil {
		return nil, withheld("gone")
	}
	return found[0], nil
}

// offer is the direct message: what it is, and why this member gets it.
func offer(l bot.Locale, in bot.Community, today bot.Date, id string, g Gig, m member.Member) bot.Message {
	why := sayOfferConsent.Text(l)
	if typed := reasons(l, g, m); len(typed) > 0 {
		why = sayOfferReasons.Text(l, joined(l, typed))
	}
	return bot.Say(sayOffer.Text(l, in.Name)).With(details(l, today, g)...).
		With(bot.Note{Text: why}, cardButtons(l, in.ID, today, id, g))
}
