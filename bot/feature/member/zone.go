package member

import (
	"context"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

const fieldZone = "zone"

// zoneOption lets a zone be typed with the command, and offers common ones.
func zoneOption() bot.Option {
	return bot.Option{
		Name: fieldZone, Summary: labelZone.In, Kind: bot.OptionText,
		Complete: func(_ context.Context, _ *bot.Call, typed string) ([]bot.Pick, error) {
			var found []bot.Pick
			for _, name := range commonZones {
				if strings.Contains(strings.ToLower(name), strings.ToLower(strings.TrimSpace(typed))) {
					found = append(found, bot.Pick{Value: name, Label: name})
				}
			}
			return found, nil
		},
	}
}

// commonZones are those that are offered; any other of the IANA database can be
// typed.
var commonZones = []string{
	"Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Bangkok",
	"Asia/Jakarta", "Asia/Kolkata", "Asia/Dubai", "Australia/Sydney", "Pacific/Auckland", "Pacific/Honolulu",
	"America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
	"Europe/London", "Europe/Paris", "Europe/Berlin", "UTC",
}

// zoneForm asks by which clock a member lives, where their platform does not say
// or says something else.
func (m *Members) zoneForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	l, otherwise := c.Locale, r.Value
	otherwise.OwnZone = ""
	return bot.Form{
		Title: labelZone.In(l), Submit: labelSave.In(l), Intro: sayZoneIntro.Text(l),
		Pages: []bot.Page{{Fields: []bot.Field{bot.Input{
			Base: bot.Base{
				Name: fieldZone, Label: labelZone.In(l), Optional: true,
				Hint: hintZone.Text(l, m.Zone(c.In, otherwise)).String(),
			},
			Rule: func(typed string) error {
				if _, ok := readZone(typed); !ok {
					return sayNoZone.Refuse(l)
				}
				return nil
			},
		}}}},
		Values: bot.Values{fieldZone: r.Value.OwnZone},
	}, nil
}

// readZone is the zone of that name; not ok where the IANA database has none. The
// empty name is none, and ok.
func readZone(typed string) (name string, ok bool) {
	name = strings.TrimSpace(typed)
	for _, common := range commonZones {
		if strings.EqualFold(common, strings.ReplaceAll(name, " ", "_")) {
			return common, true
		}
	}
	if name == time.Local.String() {
		return "", false
	}
	_, err := time.LoadLocation(name)
	return name, err == nil
}

// setZone keeps it, and says what time that is now.
func (m *Members) setZone(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	name, ok := readZone(c.Values[fieldZone])
	if !ok {
		return nil, sayNoZone.Refuse(c.Locale)
	}
	r.Value.OwnZone = name
	tx := m.db.Begin(scope(c.In.ID), c.Once, c.At)
	m.members.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	zone := m.Zone(c.In, r.Value)
	return bot.Reply{Message: bot.Say(saySavedZone.Text(c.Locale, zone, c.At.In(zone).Format("15:04")))}, nil
}
