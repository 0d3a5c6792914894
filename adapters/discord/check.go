package discord

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/internal/gateway"
	"github.com/alumnibot/alumnibot/bot"
)

const (
	// Signed requests are refused beyond freshness; plans are late long before.
	someSkew = 5 * time.Second
	// fewStarts are so few identifications left that some trouble with the
	// network may use them up.
	fewStarts = 50
	// Discord wants more shards beyond that many servers on one.
	mostOnShard = 2500
)

// Check looks whether the bot could do on Discord what it is configured for:
// token, way of interactions, clock, gateway, servers, roles, and the given
// channels, of which those elsewhere are passed over. Nobody on Discord
// notices. It needs no Run.
func (a *Adapter) Check(ctx context.Context, channels []bot.Channel) []bot.Finding {
	var found []bot.Finding
	seen := map[bot.Channel]bool{}
	complete := true
	for _, x := range a.apps {
		c := checkup{app: x, about: Platform}
		if !c.token(ctx) {
			complete = false
		} else {
			c.clock(ctx)
			if c.serving(ctx) {
				c.gateway(ctx)
				c.roles(ctx)
				c.channels(ctx, channels, seen)
			}
		}
		found = append(found, c.found...)
	}
	for _, ch := range channels {
		if ch.Platform() == Platform && !seen[ch] && complete {
			found = append(found, bot.Finding{About: Platform, Grade: bot.Failing, Says: sayNoChannel.With(string(ch)), Do: doNoChannel.With()})
		}
	}
	return found
}

// checkup is a look at one application.
type checkup struct {
	*app
	about  string
	id     string // of the application
	bot    string // its account
	places map[string]membership
	found  []bot.Finding
}

// membership is of a server that the bot is on.
type membership struct {
	ID, Name string
	Rights   rights `json:"permissions"` // before what a channel changes
}

func (c *checkup) say(g bot.Grade, says, do func(bot.Locale) bot.Text) {
	c.found = append(c.found, bot.Finding{About: c.about, Grade: g, Says: says, Do: do})
}

// trouble says that Discord could not be asked; true if so.
func (c *checkup) trouble(err error) bool {
	var f *failure
	switch {
	case err == nil:
		return false
	case errors.As(err, &f) && f.status == http.StatusUnauthorized:
		c.say(bot.Failing, sayBadToken.With(), doBadToken.With())
	default:
		c.say(bot.Failing, sayUnreached.With(err.Error()), doUnreached.With())
	}
	return true
}

// token looks whether the token is good, and whether interactions come the way
// on which they are waited for.
func (c *checkup) token(ctx context.Context) bool {
	var app struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Key      string `json:"verify_key"`
		Endpoint string `json:"interactions_endpoint_url"`
	}
	var me struct{ ID string }
	if c.trouble(ask(ctx, c.ordinary, "/applications/@me", "application", &app)) ||
		c.trouble(ask(ctx, c.ordinary, "/users/@me", "me", &me)) {
		return false
	}
	c.id, c.bot = app.ID, me.ID
	c.about += " " + app.ID
	c.say(bot.Fine, sayGoodToken.With(app.Name), nil)
	switch {
	case c.PublicKey == "" && app.Endpoint == "":
		c.say(bot.Fine, sayByGateway.With(), nil)
	case c.PublicKey == "":
		c.say(bot.Failing, sayEndpointSet.With(app.Endpoint), doEndpointSet.With())
	case !strings.EqualFold(c.PublicKey, app.Key):
		c.say(bot.Failing, sayBadKey.With(), doBadKey.With())
	case app.Endpoint == "":
		c.say(bot.Doubtful, sayNoEndpoint.With(), doNoEndpoint.With())
	default:
		c.say(bot.Fine, sayEndpoint.With(app.Endpoint), nil)
	}
	return true
}

// clock compares the clock of a reply with this machine's, to the second.
func (c *checkup) clock(ctx context.Context) {
	sent := time.Now()
	there, err := c.ordinary.date(ctx)
	if err != nil {
		c.say(bot.Doubtful, sayClockUnsaid.With(), nil)
		return
	}
	here := sent.Add(time.Since(sent) / 2)
	switch ahead := here.Sub(there.Add(time.Second / 2)).Round(time.Second); {
	case ahead.Abs() > freshness:
		c.say(bot.Failing, sayClockOff.With(ahead.String()), doClock.With())
	case ahead.Abs() > someSkew:
		c.say(bot.Doubtful, sayClockOff.With(ahead.String()), doClock.With())
	default:
		c.say(bot.Fine, sayClock.With(), nil)
	}
}

// serving looks which servers the bot is on.
func (c *checkup) serving(ctx context.Context) bool {
	const page = 200
	c.places = map[string]membership{}
	for after := "0"; ; {
		var some []membership
		if c.trouble(ask(ctx, c.ordinary, "/users/@me/guilds?limit=200&after="+after, "guilds", &some)) {
			return false
		}
		for _, p := range some {
			c.places[p.ID], after = p, p.ID
		}
		if len(some) < page {
			break
		}
	}
	link, _, err := Install(c.id, nil)
	if err != nil {
		link = ""
	}
	for _, id := range slices.Sorted(maps.Keys(c.Servers)) {
		if _, on := c.places[id]; !on {
			c.say(bot.Failing, sayNotOnServer.With(id), doInstall.With(link))
		}
	}
	served := 0
	for _, p := range c.places {
		in, ok := c.community(p.ID)
		switch {
		case !ok:
			c.say(bot.Doubtful, sayUnserved.With(p.Name, p.ID), doUnserved.With())
		case p.Rights.missing() != 0:
			served++
			c.say(bot.Doubtful, sayRightsMissing.With(p.Name, p.Rights.missing()), doInstall.With(link))
		default:
			served++
			c.say(bot.Fine, sayServer.With(p.Name, string(in)), nil)
		}
	}
	if served == 0 && len(c.Servers) == 0 {
		c.say(bot.Failing, sayNoServer.With(), doInstall.With(link))
	}
	return true
}

// gateway looks whether connections may be made, and whether they are enough.
func (c *checkup) gateway(ctx context.Context) {
	var info gateway.Info
	if c.trouble(ask(ctx, c.ordinary, "/gateway/bot", "gateway", &info)) {
		return
	}
	left, shards := info.Limit.Remaining, max(c.Shards, 1)
	if c.Shards == 0 {
		shards = max(1, info.Shards)
	}
	again := (time.Duration(info.Limit.ResetAfter) * time.Millisecond).Round(time.Minute).String()
	switch {
	case len(c.places)/shards >= mostOnShard:
		c.say(bot.Failing, sayFewShards.With(shards, info.Shards), doShards.With())
	case shards < info.Shards:
		c.say(bot.Doubtful, sayFewShards.With(shards, info.Shards), doShards.With())
	}
	switch {
	case left < shards:
		c.say(bot.Failing, sayNoStarts.With(left, shards, again), doNoStarts.With())
	case left < fewStarts:
		c.say(bot.Doubtful, sayNoStarts.With(left, shards, again), doNoStarts.With())
	default:
		c.say(bot.Fine, sayStarts.With(left, shards), nil)
	}
}

// roles looks whether the roles that are given something exist somewhere.
func (c *checkup) roles(ctx context.Context) {
	there := map[string]string{}
	for id := range c.places {
		if _, served := c.community(id); !served || len(c.Roles) == 0 {
			continue
		}
		var answer struct {
			Roles []struct{ ID, Name string } `json:"roles"`
		}
		if c.trouble(ask(ctx, c.ordinary, "/guilds/"+id, "guild "+id, &answer)) {
			return
		}
		for _, r := range answer.Roles {
			there[r.ID] = r.Name
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Roles)) {
		role := c.Roles[id] &^ bot.Insider
		if name, ok := there[id]; ok {
			c.say(bot.Fine, sayRole.With(name, role.String()), nil)
		} else {
			c.say(bot.Failing, sayNoRole.With(id, role.String()), doRole.With())
		}
	}
}
