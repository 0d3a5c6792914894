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
func (gig Gig) stale(c *bot.Call) []string {
	var fields []string
	for _, name := range fieldOrder {
		u, open := gig.Undecided[name]
		if open && u.Until.Before(c.Today()) || name == fieldDeadline && past(gig.Deadline, c.Today()) {
			fields = append(fields, name)
		}
	}
	return fields
}

// change is what pause, resume and close have in common: the state which they
// lead to, and from where.
type change struct {
	from []State
	to   State
	what Change
}

// pause stops applications until resume.
func (g *Gigs) pause(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return g.move(ctx, c, change{[]State{Open}, Paused, WasPaused}, c.Text(msgPaused))
}

func (g *Gigs) resume(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return g.move(ctx, c, change{[]State{Paused}, Open, WasResumed}, c.Text(msgResumed))
}

// close ends the gig, once every applicant has an answer.
func (g *Gigs) close(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	var first *storage.Listed[Application]
	gig, err := g.findManaged(ctx, c, c.Arg, g.waitingIn(c.Arg, mostNames, &first))
	if err != nil {
		return nil, err
	}
	if len(gig.Value.Waiting) > 0 && gig.Value.State != Closed {
		return g.whoWaits(ctx, c, gig, first.Records)
	}
	return g.move(ctx, c, change{[]State{Open, Paused, Filled, Expired}, Closed, WasClosed}, c.Text(msgClosed))
}

func (g *Gigs) move(ctx context.Context, c *bot.Call, to change, done bot.Text) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	possible := false
	for _, from := range to.from {
		possible = possible || gig.Value.State == from
	}
	if !possible {
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(gig.Value.State)))
	}
	gig.Value.State = to.to
	if to.what == WasResumed {
		gig.Value.confirm(c.At)
	}
	gig.Value.note(c.At, to.what, c.Who.Name)
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
	add := func(style bot.Style, label, route string) {
		row = append(row, bot.Button{Label: label, Action: c.Action(route, gig.ID), Style: style})
	}
	if gig.Value.Applied > 0 {
		add(bot.Primary, c.Label(labelApplicants), "gig.applicants")
	}
	switch gig.Value.State {
	case Draft:
		add(bot.Primary, c.Label(labelPublish), "gig.publish")
		add(bot.Ordinary, c.Label(labelEdit), "gig.edit")
		add(bot.Danger, c.Label(labelDiscard), "gig.discard")
	case Open:
		add(bot.Ordinary, c.Label(labelEdit), "gig.edit")
		add(bot.Ordinary, c.Label(labelPause), "gig.pause")
	case Paused:
		add(bot.Ordinary, c.Label(labelEdit), "gig.edit")
		add(bot.Ordinary, c.Label(labelResume), "gig.resume")
	case Filled:
		add(bot.Ordinary, c.Label(labelEdit), "gig.edit")
	case Expired:
		add(bot.Ordinary, c.Label(labelExtend), "gig.extend")
	}
	switch gig.Value.State {
	case Open, Paused, Filled, Expired:
		add(bot.Danger, c.Label(labelClose), "gig.close")
	}
	if len(row) == 0 {
		return nil
	}
	return []bot.Block{row}
}
