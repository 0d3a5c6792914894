package member

import (
	"cmp"
	"context"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

// home tells a member where they stand, and everybody else what this is.
func (m *Members) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	l := c.Locale
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
			bot.Paragraph{Text: sayHomeStaff.Text(l, c.In.Name)},
			bot.Buttons{button(c, labelFind, routeFind, ""), button(c, labelAllSkills, routeSkills, "")},
		}, nil
	case r == nil:
		return []bot.Block{
			bot.Paragraph{Text: sayHome.Text(l, c.In.Name)},
			bot.Buttons{primary(button(c, labelDoRegister, RegisterRoute, ""))},
		}, nil
	}
	agreed := cmp.Or(names(l, slices.DeleteFunc(Purposes(), func(p Purpose) bool { return !r.Value.consents(p) })), sayNone.In(l))
	blocks := []bot.Block{
		bot.Heading{Text: sayHomeName.Text(l, r.Value.Name)},
		bot.Facts{
			{Label: labelCloseness.In(l), Value: bot.Plain(closenessLabel(r.Value.Closeness).In(l))},
			{Label: labelAgreedTo.In(l), Value: bot.Plain(agreed)},
		},
	}
	row := bot.Buttons{
		button(c, labelProfile, routeProfile, ""),
		button(c, labelFind, routeFind, ""),
		button(c, labelAllSkills, routeSkills, ""),
		button(c, labelConsent, routeConsent, ""),
	}
	if text, due := r.Value.reask(c); due {
		blocks = append(blocks, bot.Paragraph{Text: text})
		row = append(bot.Buttons{primary(button(c, labelClosenessEdit, routeCloseness, ""))}, row...)
	}
	return append(blocks, row), nil
}
