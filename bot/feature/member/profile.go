package member

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// showProfile is everything a member wrote, and who sees it.
func (m *Members) showProfile(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: m.profileMessage(c, r.Value)}, nil
}

// profileMessage is the member's own profile, below what just happened.
func (m *Members) profileMessage(c *bot.Call, r Member, above ...bot.Text) bot.Message {
	above = append(above, hints(c, r)...)
	if text, due := r.reask(c); due {
		above = append(above, text)
	}
	msg := bot.Say(above...)
	facts := bot.Facts{{Label: c.Label(labelName), Value: c.Text(msgShownTo, r.Name, wordToMembers)}}
	for _, f := range fields {
		shown := f.show(c, r)
		if shown == "" {
			shown = c.Label(msgUnset)
		}
		facts = append(facts, bot.Fact{
			Label: c.Label(f.label),
			Value: c.Text(msgShownTo, shown, visibilityLabel(r.visibility(f))),
		})
	}
	listed := c.Text(msgShownNowhere)
	if r.consents(Directory) {
		listed = c.Text(msgShownInDirectory)
	}
	return msg.With(
		bot.Heading{Text: c.Text(titleProfile)},
		facts,
		bot.Note{Text: listed},
		bot.Buttons{
			primary(c.Button(labelEdit, routeEdit, "")),
			c.Button(labelVisibility, routeVisibility, ""),
			c.Button(labelEmployersEdit, routeEmployers, ""),
			c.Button(labelClosenessEdit, routeCloseness, ""),
			c.Button(labelConsent, routeConsent, ""),
		},
	)
}

// save writes the caller's changed record and shows the profile as it is now.
func (m *Members) save(ctx context.Context, c *bot.Call, r *storage.Record[Member], said i18n.Line) (bot.Answer, error) {
	tx := kit.Begin(m.db, c)
	m.members.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Update{Message: m.profileMessage(c, r.Value, c.Text(said))})
}

func (m *Members) editForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	v, err := m.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	return bot.Form{
		Title: c.Label(titleEdit), Submit: c.Label(labelSave),
		Pages:  []bot.Page{aboutPage(c), abilityPage(c, v)},
		Values: valuesOf(c.Locale, r.Value),
	}, nil
}

func (m *Members) edit(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := m.fill(ctx, c, &r.Value); err != nil {
		return nil, err
	}
	return m.save(ctx, c, r, msgSaved)
}

// visibilityForm asks for each field who may see it.
func (m *Members) visibilityForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	form := bot.Form{
		Title: c.Label(labelVisibility), Submit: c.Label(labelSave), Intro: c.Text(msgVisibilityIntro),
		Values: bot.Values{},
	}
	var choices []bot.Field
	for _, f := range fields {
		choices = append(choices, bot.Choice{
			Base:  bot.Base{Name: f.name, Label: c.Label(f.label)},
			Picks: picks(c, Visibilities(), visibilityLabel),
		})
		form.Values[f.name] = string(r.Value.visibility(f))
	}
	form.Pages = kit.Pages(choices...)
	return form, nil
}

func (m *Members) setVisibility(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	chosen := make(map[string]Visibility, len(fields))
	for _, f := range fields {
		chosen[f.name] = Visibility(c.Values[f.name])
	}
	r.Value.Visible = chosen
	return m.save(ctx, c, r, msgSavedVisibility)
}
