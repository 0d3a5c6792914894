package slack

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// How far this machine's clock may be from Slack's. A signed request is refused
// beyond five minutes.
const (
	someSkew = 5 * time.Second
	muchSkew = time.Minute
)

// Check looks whether the bot could do on Slack what it is configured for:
// tokens, scopes, clock, user groups, and the given channels, of which those
// elsewhere are passed over. Nobody on Slack notices. It needs no Run.
func (a *Adapter) Check(ctx context.Context, channels []bot.Channel) []bot.Finding {
	var found []bot.Finding
	teams, unknown := map[string]*workspace{}, false
	for _, w := range a.workspaces {
		c := checkup{w: w, about: Platform + " " + string(w.Community)}
		team, ok := c.token(ctx, a.cfg.Clock)
		if ok {
			teams[team] = w
			c.appToken(ctx)
			c.groups(ctx)
			c.channels(ctx, team, channels)
		}
		unknown = unknown || !ok
		found = append(found, c.found...)
	}
	if unknown {
		return found // which workspaces there are is not known
	}
	for _, ch := range channels {
		id, ok := parts(string(ch), 2)
		if ch.Platform() == Platform && (!ok || teams[id[0]] == nil) {
			found = append(found, bot.Finding{
				About: Platform, Grade: bot.Failing, Says: sayNoSuchTeam.With(string(ch)), Do: doNoSuchTeam.With(),
			})
		}
	}
	return found
}

// checkup is a look at one workspace.
type checkup struct {
	w      *workspace
	about  string
	name   string // of the bot, as people write it
	scopes []string
	found  []bot.Finding
}

func (c *checkup) say(g bot.Grade, says, do func(bot.Locale) bot.Text) {
	c.found = append(c.found, bot.Finding{About: c.about, Grade: g, Says: says, Do: do})
}

// token looks whether the bot token is good, for what, and what time it is.
func (c *checkup) token(ctx context.Context, clock bot.Clock) (team string, ok bool) {
	sent := clock()
	r, err := c.w.api.AuthTestContext(ctx)
	took := clock().Sub(sent)
	switch {
	case codeOf(err) != "":
		c.say(bot.Failing, sayBadToken.With(codeOf(err)), doBadToken.With())
		return "", false
	case err != nil:
		c.say(bot.Failing, sayUnreached.With(withoutURL(err).Error()), doUnreached.With())
		return "", false
	case r.TeamID == "" || r.UserID == "":
		c.say(bot.Failing, sayBadToken.With("no workspace"), doBadToken.With())
		return "", false
	}
	c.about, c.name = c.about+" "+r.TeamID, r.User
	c.say(bot.Fine, sayGoodToken.With(r.Team, r.User), nil)
	c.scopes = strings.FieldsFunc(r.Header.Get("X-Oauth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	c.compareScopes()
	c.compareClocks(r.Header, sent.Add(took/2))
	return r.TeamID, true
}

// compareScopes compares the scopes that there are with those that are needed.
func (c *checkup) compareScopes() {
	if len(c.scopes) == 0 {
		c.say(bot.Doubtful, sayScopesUnsaid.With(), nil)
		return
	}
	missing := func(needed []string) (all []string) {
		for _, s := range needed {
			if !slices.Contains(c.scopes, s) && (s != "usergroups:read" || c.w.hasGroups()) {
				all = append(all, s)
			}
		}
		return all
	}
	if some := missing(scopes()); len(some) > len(missing(lookingScopes())) {
		c.say(bot.Failing, sayScopesMissing.With(strings.Join(some, " ")), doScopes.With())
		return
	} else if len(some) > 0 {
		c.say(bot.Doubtful, sayScopesLooking.With(strings.Join(some, " ")), doScopes.With())
		return
	}
	c.say(bot.Fine, sayScopes.With(strings.Join(c.scopes, " ")), nil)
}

// hasGroups reports whether a user group gives a role.
func (w *workspace) hasGroups() bool {
	for id := range w.Groups {
		if !isPerson(id) {
			return true
		}
	}
	return false
}

// compareClocks compares the clock of a reply with this machine's, to the
// second.
func (c *checkup) compareClocks(h http.Header, here time.Time) {
	there, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		c.say(bot.Doubtful, sayClockUnsaid.With(), nil)
		return
	}
	ahead := here.Sub(there.Add(time.Second / 2)).Round(time.Second)
	switch {
	case ahead.Abs() > muchSkew:
		c.say(bot.Failing, sayClockOff.With(ahead.String()), doClock.With())
	case ahead.Abs() > someSkew:
		c.say(bot.Doubtful, sayClockOff.With(ahead.String()), doClock.With())
	default:
		c.say(bot.Fine, sayClock.With(), nil)
	}
}

// appToken looks whether Socket Mode could be used.
func (c *checkup) appToken(ctx context.Context) {
	if c.w.AppToken.IsZero() {
		c.say(bot.Fine, saySigned.With(EventsPath, CommandsPath, InteractionsPath), nil)
		return
	}
	_, url, err := c.w.api.StartSocketModeContext(ctx)
	switch code := codeOf(err); {
	case code == "missing_scope":
		c.say(bot.Failing, sayAppScope.With(), doAppScope.With())
	case code != "":
		c.say(bot.Failing, sayBadAppToken.With(code), doBadAppToken.With())
	case err != nil:
		c.say(bot.Failing, sayUnreached.With(withoutURL(err).Error()), doUnreached.With())
	case url == "":
		c.say(bot.Failing, sayBadAppToken.With("no address"), doBadAppToken.With())
	default:
		c.say(bot.Fine, sayAppToken.With(), nil)
	}
}

// groups looks whether the user groups that give roles are there.
func (c *checkup) groups(ctx context.Context) {
	for _, group := range slices.Sorted(maps.Keys(c.w.Groups)) {
		if isPerson(group) {
			continue
		}
		role := c.w.Groups[group] &^ bot.Insider
		users, err := c.w.api.GetUserGroupMembersContext(ctx, group)
		switch {
		case codeOf(err) == "missing_scope": // is among the missing scopes
		case codeOf(err) != "":
			c.say(bot.Failing, sayNoGroup.With(group, role.String(), codeOf(err)), doGroup.With())
		case err != nil:
			c.say(bot.Failing, sayUnreached.With(withoutURL(err).Error()), doUnreached.With())
		case len(users) == 0:
			c.say(bot.Doubtful, sayEmptyGroup.With(group, role.String()), doGroup.With())
		default:
			c.say(bot.Fine, sayGroup.With(group, role.String(), len(users)), nil)
		}
	}
}

// channels looks whether the bot may post where it is to.
func (c *checkup) channels(ctx context.Context, team string, channels []bot.Channel) {
	for _, ch := range channels {
		id, ok := parts(string(ch), 2)
		if !ok || id[0] != team {
			continue
		}
		grade, says, do := c.channel(ctx, id[1])
		c.say(grade, says, do)
	}
}

func (c *checkup) channel(ctx context.Context, id string) (g bot.Grade, says, do func(bot.Locale) bot.Text) {
	info, err := c.w.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	switch code := codeOf(err); {
	case code == "missing_scope":
		return bot.Doubtful, sayChannelUnseen.With(id), doScopes.With()
	case code != "":
		return bot.Failing, sayNoChannel.With(id, code), doNoChannel.With()
	case err != nil:
		return bot.Failing, sayUnreached.With(withoutURL(err).Error()), doUnreached.With()
	case info.IsArchived:
		return bot.Failing, sayArchived.With(info.Name), doArchived.With()
	case !info.IsMember:
		return bot.Failing, sayNotInvited.With(info.Name), doInvite.With(c.name, info.Name)
	case info.IsReadOnly:
		return bot.Doubtful, sayReadOnly.With(info.Name), doReadOnly.With()
	}
	return bot.Fine, sayChannel.With(info.Name), nil
}
