package gig

import (
	"context"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// publish opens a draft: its card goes to the gig channels, and the members
// whom it fits at this moment are told.
func (g *Gigs) publish(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if gig.Value.State != Draft {
		return nil, c.Refuse(msgPublishedAlready)
	}
	if stale := gig.Value.stale(c); len(stale) > 0 {
		m := c.Say(msgStale, fieldList(c, stale))
		return bot.Reply{Message: m.With(bot.Buttons{
			c.Button(labelEdit, "gig.edit", gig.ID).Styled(bot.Primary),
		})}, nil
	}
	matched, err := g.matched(ctx, c, gig.Value)
	if err != nil {
		return nil, err
	}
	v := &gig.Value
	v.State, v.Published, v.LastConfirmed = Open, c.At, c.At
	v.expire(c.At)
	v.note(c.At, WasPublished, c.Who.Name)
	to, err := g.Outbox.Gather(ctx, c.In.ID, c.At, member.Recipients(slices.Values(matched)))
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	g.Outbox.Send(tx, noticeMatch+":"+gig.ID, noticeMatch, gig.ID, to, c.At)
	return kit.Commit(ctx, tx, bot.Update{Message: g.managed(c, gig, publishedText(c, len(matched)))})
}

func publishedText(l bot.Localizer, matched int) bot.Text {
	if matched == 0 {
		return l.Text(msgPublished)
	}
	return l.Text(msgPublishedTo, matched)
}

// stale are the fields whose days have passed since they were written.
func (g Gig) stale(c *bot.Call) []string {
	var fields []string
	for _, name := range fieldOrder {
		u, open := g.Undecided[name]
		if open && u.Until.Before(c.Today()) || name == fieldDeadline && past(g.Deadline, c.Today()) {
			fields = append(fields, name)
		}
	}
	return fields
}

// moves are what can be done with a gig in each state by those who answer for it.
var moves = kit.Moves[State]{
	{Route: "gig.publish", Label: labelPublish, Style: bot.Primary, From: []State{Draft}},
	{Route: "gig.edit", Label: labelEdit, From: []State{Draft, Open, Paused, Filled}},
	{Route: "gig.pause", Label: labelPause, From: []State{Open}},
	{Route: "gig.resume", Label: labelResume, From: []State{Paused}},
	{Route: "gig.extend", Label: labelExtend, From: []State{Expired}},
	{Route: "gig.discard", Label: labelDiscard, Style: bot.Danger, From: []State{Draft}},
	{Route: "gig.close", Label: labelClose, Style: bot.Danger, From: []State{Open, Paused, Filled, Expired}},
}

// pause stops applications until resume.
func (g *Gigs) pause(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return g.move(ctx, c, Paused, WasPaused, c.Text(msgPaused))
}

func (g *Gigs) resume(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return g.move(ctx, c, Open, WasResumed, c.Text(msgResumed))
}

// close ends the gig, once every applicant has an answer.
func (g *Gigs) close(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	var first *storage.Listed[Application]
	gig, err := g.findManaged(ctx, c, c.Arg, g.waitingIn(c.Arg, maxNames, &first))
	if err != nil {
		return nil, err
	}
	if len(gig.Value.Waiting) > 0 && gig.Value.State != Closed {
		return g.whoWaits(ctx, c, gig, first.Records)
	}
	return g.move(ctx, c, Closed, WasClosed, c.Text(msgClosed))
}

// move brings a gig to a state, if the route of the call may be taken from where it
// is.
func (g *Gigs) move(ctx context.Context, c *bot.Call, to State, what Change, done bot.Text) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if !moves.Allows(c.Route, gig.Value.State) {
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(gig.Value.State)))
	}
	gig.Value.State = to
	if what == WasResumed {
		gig.Value.confirm(c.At)
	}
	gig.Value.note(c.At, what, c.Who.Name)
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	return kit.Commit(ctx, tx, bot.Update{Message: g.managed(c, gig, done)})
}

// managed is the gig for those who answer for it, below a line that says what
// was done.
func (g *Gigs) managed(c *bot.Call, gig *storage.Record[Gig], done bot.Text) bot.Message {
	var m bot.Message
	if len(done) > 0 {
		m = bot.Say(done)
	}
	m = m.With(details(c, c.Today(), gig.Value)...)
	if gig.Value.State == Draft {
		return m
	}
	m = m.With(bot.Note{Text: countText(c, gig.Value)})
	return m.With(g.manageButtons(c, gig)...)
}

// manageButtons are what can be done with a published gig in its state.
func (g *Gigs) manageButtons(c *bot.Call, gig *storage.Record[Gig]) []bot.Block {
	var row bot.Buttons
	if gig.Value.Applied > 0 {
		row = append(row, c.Button(labelApplicants, "gig.applicants", gig.ID).Styled(bot.Primary))
	}
	row = append(row, moves.Buttons(c, gig.Value.State, gig.ID)...)
	if len(row) == 0 {
		return nil
	}
	return []bot.Block{row}
}
