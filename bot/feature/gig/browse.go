package gig

import (
	"context"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// list shows the open gigs that the caller may see, the newest first.
func (g *Gigs) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	page, err := kit.ReadPage(c)
	if err != nil {
		return nil, err
	}
	name, err := g.oneSkill(ctx, c)
	if err != nil {
		return nil, err
	}
	if name != "" {
		page.Of = kit.ID(name)
	}
	index, value := byReader, string(readerFor(c.Who))
	if page.Of != "" {
		index, value = bySkill, value+"/"+page.Of
	}
	listed, next, err := kit.List(ctx, c, g.gigs, index, value, storage.Page{Limit: page.Limit()})
	if err != nil {
		return nil, fmt.Errorf("list gigs: %w", err)
	}
	found, more := kit.Shown(page, listed, next != "")
	m := c.Say(msgList)
	if name != "" {
		m = c.Say(msgListSkill, member.SkillLabel(c.Locale, name))
	}
	shown := 0
	for _, r := range found {
		if r.Value.on(c.Today()) == Open {
			shown++
			m = m.With(bot.Paragraph{Text: summary(c, r.Value)}, cardButtons(c, c.Today(), r.ID, r.Value))
		}
	}
	if shown == 0 && !more {
		m = m.With(bot.Paragraph{Text: c.Text(msgListEmpty)})
	}
	return page.Show(m.With(page.Turn(c, more)...)), nil
}

// oneSkill is the canonical name of the skill that the list was asked for, or
// empty.
func (g *Gigs) oneSkill(ctx context.Context, c *bot.Call) (string, error) {
	typed := c.Values["skill"]
	if typed == "" {
		return "", nil
	}
	vocabulary, err := g.Members.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return "", err
	}
	names := vocabulary.Read(typed)
	if len(names) != 1 {
		return "", c.Refuse(msgOneSkill)
	}
	return names[0], nil
}

// summary is a gig in a list.
func summary(l bot.Localizer, g Gig) bot.Text {
	var parts []string
	if len(g.Skills) > 0 {
		parts = append(parts, l.Label(msgPart, labelSkills, member.SkillList(l.Language(), g.Skills)))
	}
	for _, name := range []string{fieldPay, fieldPlace, fieldDeadline} {
		value := factText(l, g, name)
		if _, open := g.Undecided[name]; open { // the reason is in the details
			value = l.Text(msgUndecidedShort)
		}
		parts = append(parts, l.Label(msgPart, fieldLabel(name), value))
	}
	return l.Text(msgSummary, g.Title, g.Client, inRow(l, parts))
}

// show is one gig in full: with its history, and with what the caller can do.
func (g *Gigs) show(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id := c.Arg
	if typed := strings.TrimSpace(c.Values["gig"]); typed != "" {
		found, err := g.named(ctx, c, typed)
		if err != nil {
			return nil, err
		}
		id = found
	}
	if id == "" {
		return nil, c.Refuse(msgWhichGig)
	}
	gig, app, err := g.find(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if manages(gig.Value, c.Who) {
		m := g.managed(c, gig, nil)
		if gig.Value.State == Draft {
			m = m.With(g.manageButtons(c, gig)...)
		}
		return bot.Reply{Message: m.With(history(c, gig.Value)...)}, nil
	}
	m := bot.Message{}.With(details(c, c.Today(), gig.Value)...).With(history(c, gig.Value)...)
	return bot.Reply{Message: m.With(g.readerButtons(c, gig, app.Value)...)}, nil
}

// readerButtons are what somebody can do who does not answer for the gig.
func (g *Gigs) readerButtons(c *bot.Call, gig *storage.Record[Gig], own Application) []bot.Block {
	if own.counts() {
		blocks := []bot.Block{bot.Note{Text: c.Text(msgYourApplication, c.Text(ownWords(own.State)))}}
		return append(blocks, bot.Buttons{c.Button(labelMyApplications, "gig.applications", "")})
	}
	if gig.Value.on(c.Today()) != Open {
		return nil
	}
	return []bot.Block{bot.Buttons{
		c.Button(labelApply, "gig.apply", gig.ID).Styled(bot.Primary),
		c.Button(labelRefer, "gig.refer", gig.ID),
	}}
}

// history is what happened to a gig, the latest last.
func history(c *bot.Call, g Gig) []bot.Block {
	const most = 4
	lines := make([]string, 0, most)
	for _, e := range g.History[max(0, len(g.History)-most):] {
		line := c.Label(changeWords(e.What), bot.DateOf(e.At.In(c.At.Location())), e.By)
		if len(e.Of) > 0 {
			line = c.Label(msgChanged, line, fieldList(c, e.Of))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return nil
	}
	return []bot.Block{bot.Note{Text: bot.Plain(strings.Join(lines, "\n"))}}
}

// named finds the gig that is meant by an id, or by its title.
func (g *Gigs) named(ctx context.Context, c *bot.Call, typed string) (string, error) {
	if kit.IsID(typed) {
		return typed, nil
	}
	found, err := g.visible(ctx, c)
	if err != nil {
		return "", err
	}
	for _, r := range found {
		if i18n.Fold(r.Value.Title) == i18n.Fold(typed) {
			return r.ID, nil
		}
	}
	return "", c.Refuse(msgNoSuchTitle, typed)
}

// maxCompleted is how many open gigs are looked through for a title.
const maxCompleted = 200

// visible are the open gigs that the caller may see, the newest first.
func (g *Gigs) visible(ctx context.Context, c *bot.Call) ([]*storage.Record[Gig], error) {
	found, _, err := kit.List(ctx, c, g.gigs, byReader, string(readerFor(c.Who)), storage.Page{Limit: maxCompleted})
	if err != nil {
		return nil, fmt.Errorf("list gigs: %w", err)
	}
	return found, nil
}

func (g *Gigs) gigOption() bot.Option {
	return bot.Option{Name: "gig", Summary: labelGig.In, Kind: bot.OptionText,
		Complete: func(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
			found, err := g.visible(ctx, c)
			if err != nil {
				return nil, err
			}
			var titles []string
			for _, r := range found {
				titles = append(titles, r.Value.Title)
			}
			return kit.Titles(typed, titles), nil
		}}
}

func (g *Gigs) skillOption() bot.Option {
	return bot.Option{Name: "skill", Summary: labelSkill.In, Kind: bot.OptionText, Complete: g.completeSkills}
}
