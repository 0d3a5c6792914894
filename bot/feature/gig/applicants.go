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

// applicants lists who applied, in the order in which they did.
func (g *Gigs) applicants(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	page, err := kit.ReadPage(c)
	if err != nil {
		return nil, err
	}
	var listed *storage.Listed[Application]
	gig, err := g.findManaged(ctx, c, page.Of, func(b *storage.Batch) {
		listed = g.apps.ListIn(b, byGig, page.Of, storage.Page{Limit: page.Limit(), Oldest: true})
	})
	if err != nil {
		return nil, err
	}
	shown, more := kit.Shown(page, listed.Records, listed.Next != "")
	all, err := g.candidates(ctx, c, gig, shown)
	if err != nil {
		return nil, err
	}
	m := c.Say(msgApplicants, gig.Value.Title).With(bot.Note{Text: countText(c, gig.Value)})
	if len(all) == 0 {
		m = m.With(bot.Paragraph{Text: c.Text(msgNoApplicants)})
	}
	for _, a := range all {
		m = m.With(bot.Paragraph{Text: a.line(c)}, a.buttons(c, true))
	}
	return bot.Update{Message: m.With(page.Turn(c, more)...)}, nil
}

// candidates reads the members behind applications, in one trip.
func (g *Gigs) candidates(ctx context.Context, c *bot.Call, gig *storage.Record[Gig], apps []*storage.Record[Application]) ([]candidate, error) {
	all := make([]candidate, len(apps))
	batch := kit.Batch(g.DB, c)
	for i, app := range apps {
		all[i] = candidate{gig: gig, app: app}
	}
	read := g.membersIn(batch, apps)
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read applicants: %w", err)
	}
	for i := range all {
		if r := read[i]; r != nil && r.Err == nil {
			all[i].member = &r.Record.Value
		}
	}
	return all, nil
}

// applicant shows one application in full.
func (g *Gigs) applicant(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := g.candidate(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if a.app.Value.State == Withdrawn {
		return nil, c.Refuse(msgTheyWithdrew, a.name(c))
	}
	return bot.Update{Message: g.candidateView(c, a, nil)}, nil
}

// line is an application in a list.
func (a candidate) line(l bot.Localizer) bot.Text {
	return l.Text(msgCandidate, a.name(l), l.Text(applicationWords(a.app.Value.State)), bot.DateOf(a.app.Value.AppliedAt))
}

// candidateView is an application in full, for those who answer it, below a
// line that says what was done.
func (g *Gigs) candidateView(c *bot.Call, a candidate, done bot.Text) bot.Message {
	var m bot.Message
	if len(done) > 0 {
		m = bot.Say(done)
	}
	m = m.With(a.view(c)...)
	row := a.buttons(c, false)
	row = append(row, c.Button(labelApplicants, "gig.applicants", a.gig.ID))
	return m.With(row)
}

// view is what the applicant agreed to tell: name, skills and hours of a
// member, and what they wrote.
func (a candidate) view(l bot.Localizer) []bot.Block {
	app := a.app.Value
	f := bot.Facts{{Label: l.Label(labelGig), Value: bot.Plain(a.gig.Value.Title)}, {Label: l.Label(labelApplicantState), Value: l.Text(applicationWords(app.State))}}
	if a.member != nil {
		if len(a.member.Skills) > 0 {
			f = append(f, bot.Fact{Label: l.Label(labelSkills), Value: bot.Plain(member.SkillList(l.Language(), a.member.Skills))})
		}
		if a.member.Hours > 0 {
			f = append(f, bot.Fact{Label: l.Label(labelFreeHours), Value: l.Text(msgFreeHours, a.member.Hours)})
		}
	}
	f = append(f, bot.Fact{Label: l.Label(labelReach), Value: a.contact(l)})
	if app.Contact == ByChat && app.Where != "" { // written all the same
		f = append(f, bot.Fact{Label: l.Label(labelWhere), Value: bot.Plain(app.Where)})
	}
	blocks := []bot.Block{bot.Heading{Text: l.Text(msgApplicant, a.name(l))}, f}
	if app.Message != "" {
		blocks = append(blocks, bot.Paragraph{Text: bot.Plain(app.Message)})
	}
	if app.Answer != "" {
		blocks = append(blocks, bot.Note{Text: l.Text(msgAnswered, app.Answer)})
	}
	return blocks
}

func (a candidate) contact(l bot.Localizer) bot.Text {
	app := a.app.Value
	if app.Contact == Elsewise {
		return bot.Plain(app.Where)
	}
	return l.Text(msgContactChat, bot.Mention{User: app.User, Name: a.name(l)})
}

// buttons are the answers that are possible now.
func (a candidate) buttons(l bot.Localizer, list bool) bot.Buttons {
	var row bot.Buttons
	add := func(style bot.Style, label i18n.Line, route string) {
		row = append(row, l.Button(label, route, a.app.ID).Styled(style))
	}
	if list {
		add(bot.Ordinary, labelApplicant, "gig.applicant")
	}
	if a.gone() || !a.app.Value.waits() {
		return row
	}
	if a.app.Value.State == Applied {
		add(bot.Ordinary, labelTalk, "gig.talk")
	}
	if a.gig.Value.left() > 0 {
		add(bot.Primary, labelAccept, "gig.accept")
	}
	add(bot.Ordinary, labelDecline, "gig.decline")
	return row
}
