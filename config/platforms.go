package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Community is one company's network.
type Community struct {
	// ID is part of every key and button: never change it. At most ten of a-z,
	// 0-9 and "-".
	ID   string `toml:"id"`
	Name string `toml:"name"` // the company, as people call it
	// Zone is the IANA name of where dates and times without a zone are meant.
	Zone     string `toml:"zone"`
	Language string `toml:"language"` // of what is posted to channels: ja or en
	// ZoneSet and LanguageSet tell what was set from what Load filled in.
	ZoneSet, LanguageSet bool `toml:"-"`
	// Gigs and Managers are channels, such as slack:T0001/C0001 or
	// discord:1234.
	Gigs     []string `toml:"gigs"`
	Managers []string `toml:"managers"`
}

// Slack is one workspace.
type Slack struct {
	Community     string       `toml:"community"`
	BotToken      secret.Value `toml:"bot_token"`
	AppToken      secret.Value `toml:"app_token"`      // Socket Mode; or:
	SigningSecret secret.Value `toml:"signing_secret"` // signed HTTP
	// Roles are user groups' ids, and people's, by the role that they give.
	Roles map[string][]string `toml:"roles"`
}

// Discord is one application with its servers.
type Discord struct {
	Token     secret.Value `toml:"token"`
	PublicKey string       `toml:"public_key"` // interactions over signed HTTP
	// Community is that of every server that Servers does not name.
	Community string            `toml:"community"`
	Servers   map[string]string `toml:"servers"` // communities by the server's id
	// Roles are the servers' roles' ids by the role that they give.
	Roles  map[string][]string `toml:"roles"`
	Shards int                 `toml:"shards"` // 0: as many as Discord recommends
}

// Single is the one workspace and server that the variables stand for.
type Single struct {
	SlackBotToken      secret.Value `env:"SLACK_BOT_TOKEN" toml:"slack_bot_token"`
	SlackAppToken      secret.Value `env:"SLACK_APP_TOKEN" toml:"slack_app_token"`
	SlackSigningSecret secret.Value `env:"SLACK_SIGNING_SECRET" toml:"slack_signing_secret"`
	DiscordToken       secret.Value `env:"DISCORD_TOKEN" toml:"discord_token"`
	DiscordPublicKey   string       `env:"DISCORD_PUBLIC_KEY" toml:"discord_public_key"`
}

// complete adds what the variables stand for, and a community where none is
// described: also where no platform is, for commands that need none.
func (c *Config) complete() {
	if !c.SlackBotToken.IsZero() {
		c.Slack = append(c.Slack, Slack{BotToken: c.SlackBotToken, AppToken: c.SlackAppToken, SigningSecret: c.SlackSigningSecret})
	}
	if !c.DiscordToken.IsZero() {
		c.Discord = append(c.Discord, Discord{Token: c.DiscordToken, PublicKey: c.DiscordPublicKey})
	}
	if len(c.Communities) == 0 {
		c.Communities = []Community{{ID: "alumni", Name: "Alumni"}}
	}
	for i := range c.Communities {
		in := &c.Communities[i]
		in.ZoneSet, in.LanguageSet = in.Zone != "", in.Language != ""
		fallback(&in.Zone, "Asia/Tokyo")
		fallback(&in.Language, "ja")
	}
	if len(c.Communities) != 1 {
		return
	}
	for i := range c.Slack {
		fallback(&c.Slack[i].Community, c.Communities[0].ID)
	}
	for i := range c.Discord {
		if len(c.Discord[i].Servers) == 0 {
			fallback(&c.Discord[i].Community, c.Communities[0].ID)
		}
	}
}

func fallback(setting *string, value string) {
	if *setting == "" {
		*setting = value
	}
}

var communityID = regexp.MustCompile(`^[a-z0-9-]{1,10}$`)

// roles are the names that Roles may have.
var roles = []string{"employee", "hr", "manager", "admin"}

func (c Config) checkPlatforms() []error {
	var mistakes []error
	wrong := func(format string, args ...any) { mistakes = append(mistakes, fmt.Errorf(format, args...)) }
	known := map[string]bool{}
	for i, in := range c.Communities {
		if !communityID.MatchString(in.ID) || known[in.ID] {
			wrong("community %d: id %q: once, one to ten of a-z, 0-9 and -", i+1, in.ID)
		}
		known[in.ID] = true
		if in.Name == "" {
			wrong("community %q: name is missing: the company, as people call it", in.ID)
		}
		if _, err := time.LoadLocation(in.Zone); err != nil {
			wrong("community %q: zone %q is not an IANA name such as Asia/Tokyo", in.ID, in.Zone)
		}
		if !i18n.Speaks(bot.Locale(in.Language)) {
			wrong("community %q: language %q: one of %v", in.ID, in.Language, i18n.Locales())
		}
		for _, channel := range slices.Concat(in.Gigs, in.Managers) {
			if platform, _, ok := strings.Cut(channel, ":"); !ok || platform != "slack" && platform != "discord" {
				wrong("community %q: channel %q: such as slack:T0001/C0001 or discord:1234", in.ID, channel)
			}
		}
	}
	for i, s := range c.Slack {
		mistakes = append(mistakes, s.check(i+1, known)...)
	}
	for i, d := range c.Discord {
		mistakes = append(mistakes, d.check(i+1, known)...)
	}
	if c.SlackBotToken.IsZero() && !(c.SlackAppToken.IsZero() && c.SlackSigningSecret.IsZero()) {
		mistakes = append(mistakes, errors.New("SLACK_BOT_TOKEN is missing: it begins with xoxb-"))
	}
	return mistakes
}

func (s Slack) check(n int, communities map[string]bool) []error {
	var mistakes []error
	if !isBotToken(s.BotToken.Reveal()) {
		mistakes = append(mistakes, fmt.Errorf("slack %d: the bot token begins with xoxb-", n))
	}
	if s.AppToken.IsZero() && s.SigningSecret.IsZero() {
		mistakes = append(mistakes, fmt.Errorf("slack %d: needs an app token (Socket Mode) or a signing secret (signed HTTP)", n))
	}
	if !communities[s.Community] {
		mistakes = append(mistakes, fmt.Errorf("slack %d: community %q is not described", n, s.Community))
	}
	return append(mistakes, checkRoles(fmt.Sprintf("slack %d", n), s.Roles)...)
}

// isBotToken is false for what is known to be another token of Slack's. One that
// is renewed from time to time has something before xoxb-.
func isBotToken(token string) bool {
	return strings.Contains(token, "xoxb-") || token != "" && !strings.HasPrefix(token, "xox") && !strings.HasPrefix(token, "xapp-")
}

func (d Discord) check(n int, communities map[string]bool) []error {
	var mistakes []error
	if d.Token.IsZero() {
		mistakes = append(mistakes, fmt.Errorf("discord %d: token is missing", n))
	}
	if d.Community == "" && len(d.Servers) == 0 {
		mistakes = append(mistakes, fmt.Errorf("discord %d: needs a community, or servers with theirs", n))
	}
	if d.Community != "" && !communities[d.Community] {
		mistakes = append(mistakes, fmt.Errorf("discord %d: community %q is not described", n, d.Community))
	}
	for server, community := range d.Servers {
		if !communities[community] {
			mistakes = append(mistakes, fmt.Errorf("discord %d: server %s: community %q is not described", n, server, community))
		}
	}
	if d.Shards < 0 {
		mistakes = append(mistakes, fmt.Errorf("discord %d: shards: 0 or more", n))
	}
	return append(mistakes, checkRoles(fmt.Sprintf("discord %d", n), d.Roles)...)
}

func checkRoles(where string, given map[string][]string) []error {
	var mistakes []error
	for name := range given {
		if !slices.Contains(roles, name) {
			mistakes = append(mistakes, fmt.Errorf("%s: role %q: one of %s", where, name, strings.Join(roles, ", ")))
		}
	}
	return mistakes
}
