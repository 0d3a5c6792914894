package engine

import "github.com/alumnibot/alumnibot/bot"

// allow returns nil if the person may use the route, else a Problem that says who
// may.
func (e *Engine) allow(c *bot.Call, route *bot.Route) error {
	switch {
	case c.Who.Roles == 0:
		return &bot.Problem{Text: c.Text(sayOutsider, c.In.Name), Cause: errOutsider}
	case c.Who.Roles.Has(route.Allow):
		return nil
	case route.Allow&bot.Member != 0 && e.Join != "" && !c.Who.Roles.Has(bot.Employee): // employees have not left, so they cannot register
		return &bot.Problem{
			Text: c.Text(sayJoin, e.routes[e.Join].Command),
			Next: bot.Buttons{c.Button(labelJoin, e.Join, "").Styled(bot.Primary)},
		}
	default:
		return c.Refuse(sayNotAllowed, roleNames(c.Locale, route.Allow))
	}
}
