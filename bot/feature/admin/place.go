package admin

import (
	"context"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// placeForm asks for the zone and the language, as far as the configuration
// does not say.
func (a *Admin) placeForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	fixed := a.Fixed(c.In.ID)
	var page bot.Page
	if !fixed.Zone {
		page.Fields = append(page.Fields, bot.Input{
			Base: bot.Base{Name: forZone, Label: c.Label(labelZone), Hint: c.Label(hintZone)}, Rule: knownZone(c),
		})
	}
	if !fixed.Language {
		page.Fields = append(page.Fields, bot.Choice{
			Base:  bot.Base{Name: forLanguage, Label: c.Label(labelLanguage)},
			Picks: languagePicks(c),
		})
	}
	if len(page.Fields) == 0 {
		return bot.Form{}, nil
	}
	return bot.Form{
		Title: c.Label(labelPlace), Submit: c.Label(labelSave), Pages: []bot.Page{page},
		Values: bot.Values{forZone: c.In.Zone.String(), forLanguage: string(c.In.Locale)},
	}, nil
}

func languagePicks(reader bot.Localizer) (picks []bot.Pick) {
	for _, l := range i18n.Locales() {
		picks = append(picks, bot.Pick{Value: string(l), Label: reader.Label(i18n.Name(l))})
	}
	return picks
}

// knownZone refuses what is no zone.
func knownZone(l bot.Localizer) func(string) error {
	return func(typed string) error {
		if name, ok := schedule.ReadZone(typed); !ok || name == "" {
			return bot.Refuse(l.Text(msgNoZone))
		}
		return nil
	}
}

func (a *Admin) place(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := a.stored(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	before := r.Value
	fixed := a.Fixed(c.In.ID)
	if !fixed.Zone {
		r.Value.Zone, _ = schedule.ReadZone(c.Values[forZone])
	}
	if !fixed.Language {
		r.Value.Language = bot.Locale(c.Values[forLanguage])
	}
	var changed []string
	if before.Zone != r.Value.Zone {
		changed = append(changed, forZone)
	}
	if before.Language != r.Value.Language {
		changed = append(changed, forLanguage)
	}
	if len(changed) == 0 {
		return bot.Update{Message: a.state(c, c.In, r.Value)}, nil
	}
	tx := kit.Begin(a.DB, c)
	a.settings.Put(tx, r)
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Set, Detail: strings.Join(changed, "|")})
	return kit.Commit(ctx, tx, bot.Update{Message: a.state(c, a.applied(c.In, r.Value), r.Value, c.Text(msgSaved))})
}
