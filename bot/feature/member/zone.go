package member

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

const fieldZone = "zone"

// zoneOption lets a zone be typed with the command, and offers common ones.
func zoneOption() bot.Option {
	return bot.Option{
		Name: fieldZone, Summary: labelZone.In, Kind: bot.OptionText,
		Complete: func(_ context.Context, _ *bot.Call, typed string) ([]bot.Pick, error) {
			return kit.Titles(typed, schedule.CommonZones()), nil
		},
	}
}

// zoneForm asks by which clock a member lives, where their platform does not say
// or says something else.
func (m *Members) zoneForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	otherwise := r.Value
	otherwise.OwnZone = ""
	return bot.Form{
		Title: c.Label(labelZone), Submit: c.Label(labelSave), Intro: c.Text(msgZoneIntro),
		Pages: []bot.Page{{Fields: []bot.Field{bot.Input{
			Base: bot.Base{
				Name: fieldZone, Label: c.Label(labelZone), Optional: true,
				Hint: c.Label(hintZone, m.Zone(c.In, otherwise)),
			},
			Rule: func(typed string) error {
				if _, ok := schedule.ReadZone(typed); !ok {
					return c.Refuse(msgNoZone)
				}
				return nil
			},
		}}}},
		Values: bot.Values{fieldZone: r.Value.OwnZone},
	}, nil
}

// setZone keeps it, and says what time that is now.
func (m *Members) setZone(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	name, ok := schedule.ReadZone(c.Values[fieldZone])
	if !ok {
		return nil, c.Refuse(msgNoZone)
	}
	r.Value.OwnZone = name
	tx := kit.Begin(m.db, c)
	m.members.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	zone := m.Zone(c.In, r.Value)
	return bot.Reply{Message: c.Say(msgSavedZone, zone, c.At.In(zone).Format("15:04"))}, nil
}
