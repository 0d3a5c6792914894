package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/config"
)

// platforms are those that are configured. remembers may be nil: until the
// process ends.
func platforms(c config.Config, remembers discord.Memory, clock func() time.Time, m *metrics, log *slog.Logger) ([]bot.Platform, error) {
	var all []bot.Platform
	if len(c.Slack) > 0 {
		a, err := newSlack(c, clock, m, log)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if len(c.Discord) > 0 {
		a, err := newDiscord(c, remembers, log)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func newDiscord(c config.Config, remembers discord.Memory, log *slog.Logger) (*discord.Adapter, error) {
	dc := discord.Config{APIURL: c.DiscordAPIURL, Memory: remembers, Log: log, Limits: discord.Limits{
		PerSecond: c.Limits.DiscordPerSecond, NewConversationsPerHour: c.Limits.DiscordNewConversationsPerHour,
	}}
	for _, d := range c.Discord {
		app := discord.App{
			Token: d.Token, PublicKey: d.PublicKey, Community: bot.CommunityID(d.Community),
			Servers: map[string]bot.CommunityID{}, Roles: rolesByGroup(d.Roles), Shards: d.Shards,
		}
		for server, community := range d.Servers {
			app.Servers[server] = bot.CommunityID(community)
		}
		dc.Apps = append(dc.Apps, app)
	}
	return discord.New(dc)
}

func newSlack(c config.Config, clock func() time.Time, m *metrics, log *slog.Logger) (*slack.Adapter, error) {
	sc := slack.Config{APIURL: c.SlackAPIURL, Log: log, Clock: clock, Observe: m.handled, PerMinute: c.Limits.SlackWorkspacePerMinute}
	for _, s := range c.Slack {
		sc.Workspaces = append(sc.Workspaces, slack.Workspace{
			Community: bot.CommunityID(s.Community), Groups: rolesByGroup(s.Roles),
			BotToken: s.BotToken, AppToken: s.AppToken,
			SigningSecret: s.SigningSecret,
		})
	}
	return slack.New(sc)
}

// rolesByGroup turns the configured groups of each role around.
func rolesByGroup(configured map[string][]string) map[string]bot.Role {
	byGroup := map[string]bot.Role{}
	for name, groups := range configured {
		role, _ := bot.ParseRole(name) // the configuration was checked
		for _, g := range groups {
			byGroup[g] |= role | bot.Insider
		}
	}
	return byGroup
}

// communities are the configured ones.
func communities(c config.Config) ([]bot.Community, error) {
	var all []bot.Community
	for _, in := range c.Communities {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			return nil, fmt.Errorf("community %q: %w", in.ID, err)
		}
		all = append(all, bot.Community{
			ID: bot.CommunityID(in.ID), Name: in.Name, Zone: zone, Locale: i18n.Match(in.Language),
			Gigs: channels(in.Gigs), Managers: channels(in.Managers),
		})
	}
	return all, nil
}

// fixed is what the configuration sets of a community.
func fixed(c config.Config) func(bot.CommunityID) admin.Fixed {
	return func(id bot.CommunityID) admin.Fixed {
		for _, in := range c.Communities {
			if in.ID == string(id) {
				return admin.Fixed{Zone: in.ZoneSet, Language: in.LanguageSet}
			}
		}
		return admin.Fixed{}
	}
}

func channels(ids []string) []bot.Channel {
	var all []bot.Channel
	for _, id := range ids {
		all = append(all, bot.Channel(id))
	}
	return all
}

// profiles asks the platform of an account who it is.
func profiles(all []bot.Platform) func(context.Context, bot.User) (bot.Profile, error) {
	return func(ctx context.Context, u bot.User) (bot.Profile, error) {
		for _, p := range all {
			if p.Traits().Platform == u.Platform() {
				return p.Profile(ctx, u)
			}
		}
		return bot.Profile{}, fmt.Errorf("%w: no adapter for the account's platform", bot.ErrUnreachable)
	}
}
