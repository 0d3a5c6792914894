package gig

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// candidate is an application with everything that decides about it.
type candidate struct {
	gig    *storage.Record[Gig]
	app    *storage.Record[Application]
	member *member.Member // nil: not a member, or not any more
}

// gone reports whether the applicant deleted their registration since.
func (a candidate) gone() bool { return a.app.Value.Member && a.member == nil }

// name is what the applicant is called.
func (a candidate) name(l bot.Localizer) string {
	switch {
	case a.member != nil:
		return a.member.Name
	case a.gone():
		return l.Label(nameGone)
	default:
		return a.app.Value.Name
	}
}

// candidate reads an application to a gig that the caller answers for, in one
// trip.
func (g *Gigs) candidate(ctx context.Context, c *bot.Call, id string) (candidate, error) {
	m := applicationID.FindStringSubmatch(id)
	if m == nil {
		return candidate{}, c.Refuse(msgApplicationGone)
	}
	batch := kit.Batch(g.DB, c)
	gig, app, who := g.gigs.GetIn(batch, m[1]), g.apps.GetIn(batch, id), g.Members.GetIn(batch, m[2])
	if err := batch.Run(ctx); err != nil {
		return candidate{}, fmt.Errorf("read an application: %w", err)
	}
	if _, err := kit.OrRefuse(c, msgApplicationGone, gig.Record, gig.Err); err != nil {
		return candidate{}, err
	}
	if _, err := kit.OrRefuse(c, msgApplicationGone, app.Record, app.Err); err != nil {
		return candidate{}, err
	}
	if !maySee(gig.Record.Value, c.Who) {
		return candidate{}, c.Refuse(msgApplicationGone)
	}
	if !manages(gig.Record.Value, c.Who) {
		return candidate{}, c.Refuse(msgNotYours, gig.Record.Value.Poster.Name)
	}
	found := candidate{gig: gig.Record, app: app.Record}
	applicant, err := kit.OrNil(who.Record, who.Err)
	if applicant != nil {
		found.member = &applicant.Value
	}
	return found, err
}

// unanswered refuses to answer somebody who has an answer, took the application
// back, or is not there any more.
func (a candidate) unanswered(c *bot.Call) error {
	name := a.name(c)
	switch {
	case a.app.Value.State == Withdrawn:
		return c.Refuse(msgTheyWithdrew, name)
	case a.app.Value.State == Accepted:
		return c.Refuse(msgTheyAreAccepted, name)
	case a.app.Value.State == Declined:
		return c.Refuse(msgTheyAreDeclined, name)
	case a.gone():
		return c.Refuse(msgTheyAreGone)
	}
	return nil
}

// talk tells the applicant that somebody will be in touch.
func (g *Gigs) talk(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := g.candidate(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := a.unanswered(c); err != nil {
		return nil, err
	}
	if a.app.Value.State == Talking {
		return nil, c.Refuse(msgTalkingAlready, a.name(c))
	}
	a.app.Value.become(Talking, &a.gig.Value, c.At)
	if err := g.settleWith(ctx, c, a, false); err != nil {
		return nil, err
	}
	return bot.Update{Message: g.candidateView(c, a, c.Text(msgTalkingNow, a.name(c)))}, nil
}

// accept gives a place to the applicant, also when the time to apply is over. Of
// two who are accepted for the last one at once, one gets it: both write the gig.
func (g *Gigs) accept(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := g.candidate(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := a.unanswered(c); err != nil {
		return nil, err
	}
	gig := &a.gig.Value
	switch {
	case gig.left() == 0:
		return nil, c.Refuse(msgNoPlace, gig.People, a.name(c))
	case gig.State == Closed:
		return nil, c.Refuse(msgOverForGood, c.Text(stateWords(gig.State)))
	}
	a.app.Value.become(Accepted, gig, c.At)
	gig.settle(c, c.Who.Name)
	if err := g.settleWith(ctx, c, a, true); err != nil {
		return nil, err
	}
	done := c.Text(msgAcceptedNow, a.name(c))
	if gig.State == Filled {
		done = c.Text(msgAcceptedLast, a.name(c))
	}
	return bot.Update{Message: g.candidateView(c, a, done)}, nil
}

const fieldText = "text"

// textForm asks for the words that go with an answer.
func textForm(l bot.Localizer, title i18n.Line, intro bot.Text, text string) bot.Form {
	return bot.Form{
		Title: l.Label(title), Submit: l.Label(labelSend), Intro: intro,
		Pages: []bot.Page{{Fields: []bot.Field{
			bot.Lines{
				Base: bot.Base{Name: fieldText, Label: l.Label(labelText), Hint: l.Label(hintText)}, Max: maxMessage,
				Rule: func(value string) error { return checkWords(l, value) },
			},
		}}},
		Values: bot.Values{fieldText: text},
	}
}

// declineForm shows the polite words, to be changed or sent as they are.
func (g *Gigs) declineForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	a, err := g.candidate(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	if err := a.unanswered(c); err != nil {
		return bot.Form{}, err
	}
	polite := c.Label(msgPolite, a.gig.Value.Title)
	return textForm(c, titleDecline, c.Text(msgDeclineIntro, a.name(c)), polite), nil
}

func (g *Gigs) decline(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := g.candidate(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := a.unanswered(c); err != nil {
		return nil, err
	}
	a.app.Value.become(Declined, &a.gig.Value, c.At)
	a.app.Value.Answer = c.Values[fieldText]
	if err := g.settleWith(ctx, c, a, false); err != nil {
		return nil, err
	}
	return bot.Update{Message: g.candidateView(c, a, c.Text(msgDeclinedNow, a.name(c)))}, nil
}

// settleWith writes an application that moved on with its gig, and tells the
// applicant. card: the gig's card says something else now.
func (g *Gigs) settleWith(ctx context.Context, c *bot.Call, a candidate, card bool) error {
	tx := kit.Begin(g.DB, c)
	g.apps.Put(tx, a.app)
	if card {
		g.save(tx, c.In, a.gig)
	} else {
		g.gigs.Put(tx, a.gig)
	}
	g.tellApplicant(tx, a.app)
	if err := g.callUpon(ctx, c, tx, a); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// callUpon keeps that somebody turned to the applicant. The record was read with
// the application, so that it takes no trip.
func (g *Gigs) callUpon(ctx context.Context, c *bot.Call, tx *storage.Tx, a candidate) error {
	if s := a.app.Value.State; a.member == nil || s != Talking && s != Accepted {
		return nil
	}
	r, err := g.Members.Get(ctx, c.In.ID, a.app.Value.Person, c.At)
	if err != nil {
		return fmt.Errorf("read an applicant: %w", err)
	}
	g.Members.CallUpon(tx, r, c.Today())
	return nil
}

func (g *Gigs) tellApplicant(tx *storage.Tx, app *storage.Record[Application]) {
	v := app.Value
	g.Outbox.Tell(tx, noticeAnswer, about(app.ID, v.State, v.ChangedAt), bot.ToUser(v.User))
}
