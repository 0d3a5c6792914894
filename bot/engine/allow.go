package engine

import "github.com/alumnibot/alumnibot/bot"

// allow refuses, in words, somebody whom the route does not allow.
func (e *Engine) allow(c *bot.Call, route *bot.Route) error {
	switch {
	case c.Who.Roles == 0:
		return &bot.Problem{Text: sayOutsider.Text(c.Locale, c.In.Name), Cause: errOutsider}
	case c.Who.Roles.Has(route.Allow):
		return nil
	case route.Allow&bot.Member != 0 && e.Join != "" && !c.Who.Roles.Has(bot.Employee): // who never left has nothing to register
		return &bot.Problem{
			Text: sayJoin.Text(c.Locale, e.routes[e.Join].Command),
			Next: bot.Buttons{{Label: labelJoin.In(c.Locale), Action: c.Action(e.Join, ""), Style: bot.Primary}},
		}
	default:
		return sayNotAllowed.Refuse(c.Locale, roleNames(c.Locale, route.Allow))
	}
}
