package gig

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// mostAnswers is how many applicants are answered by one press.
const mostAnswers = 200

// mostNames is how many of those who wait are named.
const mostNames = 10

// whoWaits refuses to close a gig while somebody waits for an answer, says who,
// and offers to answer all of them.
func (g *Gigs) whoWaits(ctx context.Context, c *bot.Call, gig *storage.Record[Gig]) (bot.Answer, error) {
	apps, _, err := g.apps.List(ctx, scope(c.In.ID), byWaiting, gig.ID, storage.Page{Limit: mostNames, Oldest: true}, c.At)
	if err != nil {
		return nil, fmt.Errorf("list who waits: %w", err)
	}
	all, err := g.candidates(ctx, c, gig, apps)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.name(c.Locale)
	}
	text := sayWaiting.Text(c.Locale, gig.Value.Waiting, i18n.List(c.Locale, names))
	if more := gig.Value.Waiting - len(names); more > 0 {
		text = sayWaitingMore.Text(c.Locale, gig.Value.Waiting, i18n.List(c.Locale, names), more)
	}
	return bot.Reply{Message: bot.Say(text).With(bot.Buttons{
		{Label: labelApplicants.In(c.Locale), Action: c.Action("gig.applicants", gig.ID)},
		{Label: labelAnswerAll.In(c.Locale), Action: c.Action("gig.answer", gig.ID), Style: bot.Primary},
	})}, nil
}

// answerForm shows the polite words that all who remain will get.
func (g *Gigs) answerForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	if gig.Value.Waiting == 0 {
		return bot.Form{}, sayNobodyWaits.Refuse(c.Locale)
	}
	polite := sayPolite.Text(c.Locale, gig.Value.Title).String()
	return textForm(c.Locale, titleAnswerAll, sayAnswerAllIntro.Text(c.Locale, gig.Value.Waiting), polite), nil
}

// answerAll declines, with the same words, everybody who waits.
func (g *Gigs) answerAll(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	apps, _, err := g.apps.List(ctx, scope(c.In.ID), byWaiting, gig.ID, storage.Page{Limit: mostAnswers, Oldest: true}, c.At)
	if err != nil {
		return nil, fmt.Errorf("list who waits: %w", err)
	}
	if len(apps) == 0 {
		return nil, sayNobodyWaits.Refuse(c.Locale)
	}
	tx := g.begin(c)
	for _, app := range apps {
		app.Value.become(Declined, &gig.Value, c.At)
		app.Value.Answer = c.Values[fieldText]
		g.apps.Put(tx, app)
		g.tellApplicant(tx, app)
	}
	g.gigs.Put(tx, gig)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	done := sayAnsweredAll.Text(c.Locale, len(apps))
	return bot.Update{Message: g.managed(c, gig, done)}, nil
}
