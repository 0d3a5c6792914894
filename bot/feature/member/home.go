package member

import (
	"cmp"
	"context"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

// home tells a member where they stand, and everybody else what this is.
func (m *Members) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	if c.Who.Roles == 0 {
		return nil, nil
	}
	r, err := m.own(ctx, c)
	if err != nil {
		return nil, err
	}
	switch {
	case r == nil && c.Who.Roles.Has(community): // the company's people: few of them left it
		return []bot.Block{
			bot.Paragraph{Text: c.Text(msgHomeStaff, c.In.Name)},
			bot.Buttons{c.Button(labelFind, routeFind, ""), c.Button(labelAllSkills, routeSkills, "")},
		}, nil
	case r == nil:
		return []bot.Block{
			bot.Paragraph{Text: c.Text(msgHome, c.In.Name)},
			bot.Buttons{primary(c.Button(labelDoRegister, RegisterRoute, ""))},
		}, nil
	}
	agreed := cmp.Or(names(c, slices.DeleteFunc(Purposes(), func(p Purpose) bool { return !r.Value.consents(p) })), c.Label(msgNone))
	blocks := []bot.Block{
		bot.Heading{Text: c.Text(msgHomeName, r.Value.Name)},
		bot.Facts{
			{Label: c.Label(labelCloseness), Value: bot.Plain(c.Label(closenessLabel(r.Value.Closeness)))},
			{Label: c.Label(labelAgreedTo), Value: bot.Plain(agreed)},
		},
	}
	row := bot.Buttons{
		c.Button(labelProfile, routeProfile, ""),
		c.Button(labelFind, routeFind, ""),
		c.Button(labelAllSkills, routeSkills, ""),
		c.Button(labelConsent, routeConsent, ""),
	}
	if text, due := r.Value.reask(c); due {
		blocks = append(blocks, bot.Paragraph{Text: text})
		row = append(bot.Buttons{primary(c.Button(labelClosenessEdit, routeCloseness, ""))}, row...)
	}
	return append(blocks, row), nil
}
