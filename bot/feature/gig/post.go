package gig

import (
	"context"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// asMember reports whether the caller posts as a member for the company they
// work at now, and not for the community's own.
func asMember(w bot.Who) bool { return !w.Roles.Has(staff) }

// postForm asks for an offer, filled in with what a message says where the form
// was opened from one.
func (g *Gigs) postForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	f := form(c, c.Today(), asMember(c.Who))
	f.Title, f.Intro = c.Label(titlePost), c.Text(msgPostIntro, example(c))
	f.Values = bot.Values{fieldAudience: string(Alumni)}
	if asMember(c.Who) {
		f.Intro = c.Text(msgPostIntroMember, f.Intro)
		if err := g.fillEmployer(ctx, c, f.Values); err != nil {
			return bot.Form{}, err
		}
	}
	if c.On == nil {
		return f, nil
	}
	vocabulary, err := g.Members.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	found, cut := extract(c.Locale, c.On.Text, c.Today(), vocabulary.FindIn)
	f.Values = over(found, f.Values)
	if cut {
		f.Intro = c.Text(msgPostIntroCut, f.Intro, maxTask)
	}
	return f, nil
}

// example is a day by which something undecided could be known.
func example(c *bot.Call) string { return c.Today().AddDays(9).String() }

// fillEmployer names the company where a member works now as the client.
func (g *Gigs) fillEmployer(ctx context.Context, c *bot.Call, v bot.Values) error {
	r, err := g.Members.Of(ctx, c)
	if err != nil {
		return err
	}
	for _, e := range r.Value.Employers {
		if e.To == 0 {
			v[fieldClient] = trim(e.Name, maxClient)
		}
	}
	return nil
}

// post keeps the offer as a draft and shows what readers will see.
func (g *Gigs) post(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	skills, err := g.readSkills(ctx, c)
	if err != nil {
		return nil, err
	}
	gig := g.gigs.New(kit.ID(c.Once), Gig{
		State: Draft, Created: c.At,
		Poster: Poster{User: c.Who.User, Name: c.Who.Name},
	})
	gig.Value.read(c, c.Values, c.Today(), skills)
	if asMember(c.Who) {
		gig.Value.Poster.Member, gig.Value.Audience = c.Who.Member, Employees
	}
	if c.On != nil {
		gig.Value.Source = c.On.Ref
	}
	gig.Value.note(c.At, WasCreated, c.Who.Name)
	preview, err := g.preview(ctx, c, gig)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	return kit.Commit(ctx, tx, bot.Reply{Message: preview})
}

// preview is a draft as its readers will see it, and how many members would
// hear of it.
func (g *Gigs) preview(ctx context.Context, c *bot.Call, gig *storage.Record[Gig]) (bot.Message, error) {
	matched, err := g.matched(ctx, c, gig.Value)
	if err != nil {
		return bot.Message{}, err
	}
	published := gig.Value
	published.State = Open
	m := c.Say(msgPreview).With(details(c, c.Today(), published)...)
	m = m.With(bot.Paragraph{Text: reachText(c, gig.Value, len(matched))})
	return m.With(bot.Buttons{
		c.Button(labelPublish, "gig.publish", gig.ID).Styled(bot.Primary),
		c.Button(labelEdit, "gig.edit", gig.ID),
		c.Button(labelDiscard, "gig.discard", gig.ID).Styled(bot.Danger),
	}), nil
}

// reachText says who may see the gig, how much of it the channel shows, and how
// many will be written to.
func reachText(l bot.Localizer, gig Gig, matched int) bot.Text {
	to := l.Text(audienceWords(gig.Audience))
	card := l.Text(msgCardShort, to)
	if gig.Audience == Everyone {
		card = l.Text(msgCardFull)
	}
	switch {
	case gig.Audience == Employees:
		return append(card, l.Text(msgReachEmployees)...)
	case matched == 0:
		return append(card, l.Text(msgReachNobody)...)
	default:
		return append(card, l.Text(msgReach, matched)...)
	}
}

// editForm asks again, filled in with the gig as it is.
func (g *Gigs) editForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	if err := editable(c, gig.Value); err != nil {
		return bot.Form{}, err
	}
	f := form(c, c.Today(), gig.Value.Poster.Member != "")
	f.Title, f.Intro, f.Values = c.Label(titleEdit), c.Text(msgPostIntro, example(c)), gig.Value.values(c)
	if gig.Value.State != Draft {
		f.Submit, f.Intro = c.Label(labelSave), c.Text(msgEditIntro)
	}
	return f, nil
}

// editable refuses to change what is over.
func editable(c *bot.Call, gig Gig) error {
	switch gig.State {
	case Closed, Expired:
		return c.Refuse(msgOverForGood, c.Text(stateWords(gig.State)))
	}
	return nil
}

// edit changes the gig, and its card with it.
func (g *Gigs) edit(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := editable(c, gig.Value); err != nil {
		return nil, err
	}
	skills, err := g.readSkills(ctx, c)
	if err != nil {
		return nil, err
	}
	if n := c.Values.Int(fieldPeople); n < gig.Value.Accepted {
		return nil, c.RefuseField(fieldPeople, msgFewPeople, gig.Value.Accepted)
	}
	fields := gig.Value.read(c, c.Values, c.Today(), skills)
	if gig.Value.State == Draft {
		return g.editDraft(ctx, c, gig)
	}
	if len(fields) == 0 {
		return bot.Update{Message: g.managed(c, gig, c.Text(msgSame))}, nil
	}
	gig.Value.note(c.At, WasEdited, c.Who.Name, fields...)
	gig.Value.confirm(c.At)
	if slices.Contains(fields, fieldDeadline) { // the end was that of the deadline before
		gig.Value.Expires = bot.Date{}
	}
	gig.Value.expire(c.At)
	gig.Value.settle(c, c.Who.Name)
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	return kit.Commit(ctx, tx, bot.Update{Message: g.managed(c, gig, c.Text(msgEdited, fieldList(c, fields)))})
}

func (g *Gigs) editDraft(ctx context.Context, c *bot.Call, gig *storage.Record[Gig]) (bot.Answer, error) {
	preview, err := g.preview(ctx, c, gig)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	return kit.Commit(ctx, tx, bot.Update{Message: preview})
}

// settle makes the state follow from how many places are free.
func (g *Gig) settle(c *bot.Call, by string) {
	switch {
	case g.left() == 0 && (g.State == Open || g.State == Paused || g.State == Expired):
		g.State = Filled
		g.note(c.At, WasFilled, by)
	case g.left() > 0 && g.State == Filled:
		g.State = Open
		g.note(c.At, WasReopened, by)
	}
}

// discard drops a draft.
func (g *Gigs) discard(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if gig.Value.State != Draft {
		return nil, c.Refuse(msgPublishedAlready)
	}
	tx := kit.Begin(g.DB, c)
	g.gigs.Delete(tx, gig)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgDiscarded, gig.Value.Title)})
}
