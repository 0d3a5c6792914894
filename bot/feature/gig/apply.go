package gig

import (
	"context"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// ApplicationState is where an application stands.
type ApplicationState string

const (
	Applied   ApplicationState = "applied"
	Talking   ApplicationState = "talking"
	Accepted  ApplicationState = "accepted"
	Declined  ApplicationState = "declined"
	Withdrawn ApplicationState = "withdrawn"
)

// Contact is how the applicant wants to be reached.
type Contact string

const (
	ByChat   Contact = "chat"
	Elsewise Contact = "other" // at what Where says
)

// Application is one person's wish to do one gig. What it shows of a member is
// read from the member's record at that moment; Name is kept only of employees,
// who have none.
type Application struct {
	Gig       string           `json:"Gig"`
	Person    string           `json:"Person"` // the member's id, or one that follows from the account
	Member    bool             `json:"Member"`
	User      bot.User         `json:"User"` // the account that applied
	Name      string           `json:"Name"`
	Message   string           `json:"Message"`
	Contact   Contact          `json:"Contact"`
	Where     string           `json:"Where"`
	State     ApplicationState `json:"State"`
	AppliedAt time.Time        `json:"AppliedAt"`
	ChangedAt time.Time        `json:"ChangedAt"`
	Answer    string           `json:"Answer"` // what was written to the applicant with the answer
}

// waits reports whether the applicant has no answer yet.
func (a Application) waits() bool { return a.State == Applied || a.State == Talking }

// counts reports whether the application is one of the gig's.
func (a Application) counts() bool { return a.State != "" && a.State != Withdrawn }

// become moves the application on and keeps the gig's counts true.
func (a *Application) become(s ApplicationState, g *Gig, at time.Time) {
	add := func(by int) {
		if a.counts() {
			g.Applied += by
		}
		if a.State == Accepted {
			g.Accepted += by
		}
	}
	add(-1)
	waited := a.waits()
	a.State, a.ChangedAt = s, at
	add(+1)
	switch {
	case waited && !a.waits():
		g.Waiting = slices.DeleteFunc(slices.Clone(g.Waiting), func(p string) bool { return p == a.Person })
	case !waited && a.waits():
		g.Waiting = append(slices.Clone(g.Waiting), a.Person)
	}
}

const (
	fieldMessage = "message"
	fieldContact = "contact"
	fieldWhere   = "where"

	maxMessage = 400
)

// applyForm asks for an application and says what goes to whom.
func (g *Gigs) applyForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	gig, app, err := g.find(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	if err := g.refuseToApply(ctx, c, gig, app.Value); err != nil {
		return bot.Form{}, err
	}
	goes := msgGoesMember
	if c.Who.Member == "" {
		goes = msgGoesEmployee
	}
	to := c.Text(msgToCompany, gig.Value.Poster.Name, c.In.Name)
	intro := c.Text(goes, gig.Value.Title, to)
	where := bot.Base{Name: fieldWhere, Label: c.Label(labelWhere), Hint: c.Label(hintWhere), Optional: true}
	words := func(value string) error { return checkWords(c, value) }
	return bot.Form{
		Title: c.Label(titleApply), Submit: c.Label(labelApply), Intro: intro,
		Pages: []bot.Page{{Fields: []bot.Field{
			bot.Lines{Base: bot.Base{Name: fieldMessage, Label: c.Label(labelMessage), Hint: c.Label(hintMessage)}, Max: maxMessage, Rule: words},
			bot.Choice{Base: bot.Base{Name: fieldContact, Label: c.Label(labelContact)}, Picks: []bot.Pick{
				{Value: string(ByChat), Label: c.Label(contactChat)}, {Value: string(Elsewise), Label: c.Label(contactOther)},
			}},
			bot.Input{Base: where, Max: maxShort, Rule: words},
		}}},
		Values: bot.Values{fieldContact: string(ByChat)},
	}, nil
}

// refuseToApply says in words why the caller cannot apply.
func (g *Gigs) refuseToApply(ctx context.Context, c *bot.Call, gig *storage.Record[Gig], own Application) error {
	if err := appliedBefore(c, gig.Value, own); err != nil {
		return err
	}
	if gig.Value.on(c.Today()) != Open {
		return g.tooLate(ctx, c, gig)
	}
	switch {
	case posted(gig.Value, c.Who):
		return c.Refuse(msgOwnGig)
	case mayApply(gig.Value, c.Who):
		return nil
	case gig.Value.Audience == Employees:
		return c.Refuse(msgOnlyEmployees)
	default:
		return registerFirst(c)
	}
}

// appliedBefore refuses a second application; one that was taken back can be
// made again.
func appliedBefore(c *bot.Call, gig Gig, own Application) error {
	switch own.State {
	case Applied, Talking:
		return c.Refuse(msgAppliedAlready, gig.Title)
	case Accepted:
		return c.Refuse(msgAcceptedAlready, gig.Title)
	case Declined:
		return c.Refuse(msgDeclinedAlready, gig.Title)
	}
	return nil
}

// tooLate says why nobody can apply any more, and what there is instead: up to
// three open gigs with a skill in common.
func (g *Gigs) tooLate(ctx context.Context, c *bot.Call, gig *storage.Record[Gig]) error {
	similar, err := g.similar(ctx, c, gig)
	if err != nil {
		return err
	}
	p := &bot.Problem{Text: c.Text(lateWords(gig.Value.on(c.Today())), gig.Value.Title)}
	if len(similar) == 0 {
		return p
	}
	p.Text = append(p.Text, c.Text(msgWithSimilar)...)
	for _, s := range similar {
		p.Next = append(p.Next, bot.Button{Label: s.Value.Title, Action: c.Action("gig.show", s.ID)})
	}
	return p
}

// maxSimilar is how many open gigs are offered in place of one that is over.
const maxSimilar = 3

// similar are open gigs that the caller may see and that share a skill with
// gig, the newest of each skill first.
func (g *Gigs) similar(ctx context.Context, c *bot.Call, gig *storage.Record[Gig]) ([]*storage.Record[Gig], error) {
	if len(gig.Value.Skills) == 0 {
		return nil, nil
	}
	batch := kit.Batch(g.DB, c)
	var lists []*storage.Listed[Gig]
	for _, s := range gig.Value.Skills {
		lists = append(lists, g.gigs.ListIn(batch, bySkill, skillKey(readerFor(c.Who), s), storage.Page{Limit: maxSimilar + 1}))
	}
	if err := batch.Run(ctx); err != nil {
		return nil, err
	}
	var found []*storage.Record[Gig]
	seen := map[string]bool{gig.ID: true}
	for _, list := range lists {
		for _, r := range list.Records {
			if !seen[r.ID] && len(found) < maxSimilar && r.Value.on(c.Today()) == Open {
				seen[r.ID] = true
				found = append(found, r)
			}
		}
	}
	return found, nil
}

// apply keeps the application and tells who posted the gig.
func (g *Gigs) apply(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, app, err := g.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := g.refuseToApply(ctx, c, gig, app.Value); err != nil {
		return nil, err
	}
	contact, where := Contact(c.Values[fieldContact]), c.Values[fieldWhere]
	if contact == Elsewise && where == "" {
		return nil, c.RefuseField(fieldWhere, msgWhere)
	}
	app.Value = Application{
		Gig: gig.ID, Person: person(c.Who), Member: c.Who.Member != "", User: c.Who.User,
		Message: c.Values[fieldMessage], Contact: contact, Where: where, AppliedAt: c.At, State: app.Value.State,
	}
	if !app.Value.Member {
		app.Value.Name = c.Who.Name
	}
	app.Value.become(Applied, &gig.Value, c.At)
	tx := kit.Begin(g.DB, c)
	g.planReview(tx, c, gig)
	g.apps.Put(tx, app)
	g.gigs.Put(tx, gig)
	g.Outbox.Tell(tx, noticeApplied, about(app.ID, Applied, c.At), bot.ToUser(gig.Value.Poster.User))
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	m := c.Say(msgAppliedNow, gig.Value.Title, gig.Value.Poster.Name)
	return bot.Reply{Message: m.With(bot.Buttons{
		c.Button(labelMyApplications, "gig.applications", ""),
		c.Button(labelWithdraw, "gig.withdraw", app.ID),
	})}, nil
}

// withdraw takes the caller's own application back, at any time.
func (g *Gigs) withdraw(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id := applicationID.FindStringSubmatch(c.Arg)
	if id == nil || c.Arg != id[1]+"."+person(c.Who) {
		return nil, c.Refuse(msgNotYourApplication)
	}
	gig, app, err := g.findBoth(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	switch {
	case app.Value.State == Withdrawn:
		return nil, c.Refuse(msgWithdrawnAlready)
	case app.Value.State == Declined:
		return nil, c.Refuse(msgDeclinedAlready, gig.Value.Title)
	}
	accepted := app.Value.State == Accepted
	app.Value.become(Withdrawn, &gig.Value, c.At)
	app.Value.Message, app.Value.Where = "", ""
	if accepted {
		gig.Value.settle(c, "")
	}
	tx := kit.Begin(g.DB, c)
	g.apps.Put(tx, app)
	if accepted {
		g.save(tx, c.In, gig)
	} else {
		g.gigs.Put(tx, gig)
	}
	g.Outbox.Tell(tx, noticeApplied, about(app.ID, Withdrawn, c.At), bot.ToUser(gig.Value.Poster.User))
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgWithdrawnNow, gig.Value.Title)})
}
