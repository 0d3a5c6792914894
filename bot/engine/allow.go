package engine

import "github.com/alumnibot/alumnibot/bot"

// allow returns nil if the person may use the route, else a Problem that says who
// may.
func (e *Engine) allow(c *bot.Call, route *bot.Route) error {
	switch {
	case c.Who.Roles == 0:
		return &bot.Problem{Text: sayOutsider.Text(c.Locale, c.In.Name), Cause: errOutsider}
	case c.Who.Roles.Has(route.Allow):
		return nil
	case route.Allow&bot.Member != 0 && e.Join != "" && !c.Who.Roles.Has(bot.Employee): // employees have not left, so they cannot register
		return &bot.Problem{
			Text: sayJoin.Text(c.Locale, e.routes[e.Join].Command),
			Next: bot.Buttons{{Label: labelJoin.In(c.Locale), Action: c.Action(e.Join, ""), Style: bot.Primary}},
		}
	default:
		return sayNotAllowed.Refuse(c.Locale, roleNames(c.Locale, route.Allow))
	}
}
