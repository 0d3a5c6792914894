package gig

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// maxAnswers is how many applicants are answered by one press.
const maxAnswers = 200

// maxNames is how many of those who wait are named.
const maxNames = 10

// waitingIn adds to a batch the first of those who wait for an answer.
func (g *Gigs) waitingIn(id string, most int, out **storage.Listed[Application]) func(*storage.Batch) {
	return func(b *storage.Batch) {
		*out = g.apps.ListIn(b, byWaiting, id, storage.Page{Limit: most, Oldest: true})
	}
}

// whoWaits refuses to close a gig while somebody waits for an answer, says who,
// and offers to answer all of them.
func (g *Gigs) whoWaits(ctx context.Context, c *bot.Call, gig *storage.Record[Gig], apps []*storage.Record[Application]) (bot.Answer, error) {
	all, err := g.candidates(ctx, c, gig, apps)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.name(c)
	}
	waiting := len(gig.Value.Waiting)
	text := c.Text(msgWaiting, waiting, i18n.List(c.Locale, names))
	if more := waiting - len(names); more > 0 {
		text = c.Text(msgWaitingMore, waiting, i18n.List(c.Locale, names), more)
	}
	return bot.Reply{Message: bot.Say(text).With(bot.Buttons{
		c.Button(labelApplicants, "gig.applicants", gig.ID),
		c.Button(labelAnswerAll, "gig.answer", gig.ID).Styled(bot.Primary),
	})}, nil
}

// answerForm shows the polite words that all who remain will get.
func (g *Gigs) answerForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	// What is listed is read now, so that answerAll needs no trip for it.
	var all *storage.Listed[Application]
	gig, err := g.findManaged(ctx, c, c.Arg, g.waitingIn(c.Arg, maxAnswers, &all))
	if err != nil {
		return bot.Form{}, err
	}
	if len(gig.Value.Waiting) == 0 {
		return bot.Form{}, c.Refuse(msgNobodyWaits)
	}
	polite := c.Label(msgPolite, gig.Value.Title)
	return textForm(c, titleAnswerAll, c.Text(msgAnswerAllIntro, len(gig.Value.Waiting)), polite), nil
}

// answerAll declines, with the same words, everybody who waits.
func (g *Gigs) answerAll(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	waiting := gig.Value.Waiting[:min(len(gig.Value.Waiting), maxAnswers)]
	if len(waiting) == 0 {
		return nil, c.Refuse(msgNobodyWaits)
	}
	ids := make([]string, len(waiting))
	for i, who := range waiting {
		ids[i] = gig.ID + "." + who
	}
	apps, err := kit.GetMany(ctx, c, g.apps, ids)
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	tx := kit.Begin(g.DB, c)
	for _, app := range apps {
		if app == nil {
			return nil, fmt.Errorf("an application to %s is gone", gig.ID)
		}
		app.Value.become(Declined, &gig.Value, c.At)
		app.Value.Answer = c.Values[fieldText]
		g.apps.Put(tx, app)
		g.tellApplicant(tx, app)
	}
	g.gigs.Put(tx, gig)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	done := c.Text(msgAnsweredAll, len(apps))
	return bot.Update{Message: g.managed(c, gig, done)}, nil
}
