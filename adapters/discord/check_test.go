package discord_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// installation is a bot on one server, with a channel, as it should be.
type installation struct {
	*discordtest.Discord
	server, channel string
	app             discord.App
	channels        []bot.Channel
}

func (i *installation) change(f func(*discordtest.Server, *discordtest.Channel)) {
	i.Change(func(_ map[string]*discordtest.User, servers map[string]*discordtest.Server, channels map[string]*discordtest.Channel) {
		f(servers[i.server], channels[i.channel])
	})
}

// Each thing that can be wrong is found, said, and no more than that.
func TestCheck(t *testing.T) {
	const sendMessages, viewChannels = "2048", "1024"
	for _, c := range []struct {
		name    string
		options []discordtest.Option
		ruin    func(*installation)
		want    string // what is found beside what is fine; $APP and $LINK stand for the application's
	}{
		{"nothing", nil, func(*installation) {}, ""},
		{"a wrong token", nil, func(i *installation) { i.app.Token = secret.New("wrong") }, "fail discord: Discord refuses the token → press Reset Token"},
		{"no Discord", nil, func(i *installation) { i.Close() }, "fail discord: Discord cannot be reached"},
		{"a wrong public key", nil, func(i *installation) { i.app.PublicKey = strings.Repeat("ab", 32) },
			"fail discord $APP: the public key is not the application's"},
		{"a public key and no endpoint", nil, func(i *installation) { i.app.PublicKey = i.PublicKey() },
			"warn discord $APP: there is a public key, but commands still come over the gateway"},
		{"an endpoint and no public key", nil, func(i *installation) { i.SetEndpoint("https://bot.example.com/discord/interactions") },
			"fail discord $APP: commands go to https://bot.example.com/discord/interactions, but no public key is configured"},
		{"both", nil, func(i *installation) {
			i.app.PublicKey = i.PublicKey()
			i.SetEndpoint("https://bot.example.com/discord/interactions")
		}, ""},
		{"a slow clock", []discordtest.Option{discordtest.Skew(20 * time.Second)}, func(*installation) {},
			"warn discord $APP: this machine's clock differs from Discord's by -"},
		{"a wrong clock", []discordtest.Option{discordtest.Skew(-time.Hour)}, func(*installation) {},
			"fail discord $APP: this machine's clock differs from Discord's by 1h0m"},
		{"no identification left", []discordtest.Option{discordtest.Budget(0)}, func(*installation) {},
			"fail discord $APP: the gateway may be joined only 0 more times"},
		{"few identifications left", []discordtest.Option{discordtest.Budget(7)}, func(*installation) {},
			"warn discord $APP: the gateway may be joined only 7 more times"},
		{"too few shards", []discordtest.Option{discordtest.Recommend(4)}, func(i *installation) { i.app.Shards = 2 },
			"warn discord $APP: there are 2 shards, and Discord recommends 4"},
		{"on no server", nil, func(i *installation) {
			i.change(func(s *discordtest.Server, _ *discordtest.Channel) { s.Without = true })
			i.app.Roles, i.channels = nil, nil
		}, "fail discord $APP: the bot is on no server yet → add it with this link: $LINK"},
		{"not on the configured server", nil, func(i *installation) {
			i.app.Servers = map[string]bot.CommunityID{i.server: "acme", "42": "acme"}
		}, "fail discord $APP: the bot is not on server 42, which is configured → add it with this link: $LINK"},
		{"on a server of nobody", nil, func(i *installation) {
			i.app.Community = ""
			i.app.Servers = map[string]bot.CommunityID{i.server: "acme"}
			i.AddServer()
		}, "warn discord $APP: server server"},
		{"few rights on the server", nil, func(i *installation) {
			i.change(func(s *discordtest.Server, _ *discordtest.Channel) { s.Rights = "309237745664" })
			i.channels = nil
		}, "warn discord $APP: on server server"},
		{"a role that is gone", nil, func(i *installation) { i.app.Roles = map[string]bot.Role{"5": bot.Insider | bot.Manager} },
			"fail discord $APP: role 5, which gives the role manager, is on no server"},
		{"a channel that is not there", nil, func(i *installation) { i.channels = append(i.channels, "discord:404") },
			"fail discord: channel discord:404 cannot be found"},
		{"a channel that it may not see", nil, func(i *installation) {
			i.change(func(_ *discordtest.Server, c *discordtest.Channel) { c.NoAccess = true })
		}, "fail discord $APP: the bot may not see channel discord:"},
		{"a channel where everybody may not write", nil, func(i *installation) {
			i.change(func(s *discordtest.Server, c *discordtest.Channel) {
				c.Changes = []discordtest.Overwrite{{ID: s.ID, Allow: "0", Deny: sendMessages}}
			})
		}, "fail discord $APP: in #gigs these permissions are missing: Send Messages → allow the bot"},
		{"a channel where everybody may not write, but the bot", nil, func(i *installation) {
			i.change(func(s *discordtest.Server, c *discordtest.Channel) {
				c.Changes = []discordtest.Overwrite{
					{ID: i.BotID(), Type: 1, Allow: sendMessages, Deny: "0"}, {ID: s.ID, Allow: "0", Deny: sendMessages},
				}
			})
		}, ""},
		{"a channel where the bot may not", nil, func(i *installation) {
			i.change(func(s *discordtest.Server, c *discordtest.Channel) {
				c.Changes = []discordtest.Overwrite{{ID: i.BotID(), Type: 1, Allow: "0", Deny: viewChannels}}
			})
		}, "fail discord $APP: in #gigs these permissions are missing: View Channels"},
		{"a channel that is none for messages", nil, func(i *installation) {
			i.change(func(_ *discordtest.Server, c *discordtest.Channel) { c.Kind = 4 })
		}, "fail discord $APP: #gigs takes no posts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := discordtest.Start(c.options...)
			defer d.Close()
			i := &installation{Discord: d, server: d.AddServer()}
			i.channel = d.AddChannel(i.server, "gigs", discordtest.ForumChannel)
			i.channels = []bot.Channel{bot.Channel("discord:" + i.channel), "slack:T1/C1"}
			i.app = discord.App{
				Token: secret.New(discordtest.Token), Community: "acme", Roles: map[string]bot.Role{discordtest.RoleHR: bot.Insider | bot.HR},
			}
			c.ruin(i)
			a, err := discord.New(discord.Config{Apps: []discord.App{i.app}, APIURL: d.URL(), Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			link, _, err := discord.Install(d.App(), nil)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.NewReplacer("$APP", d.App(), "$LINK", link).Replace(c.want)
			got := adaptertest.Broken(a.Check(t.Context(), i.channels))
			if want == "" && got != "" || !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
				t.Errorf("found\n%s\nwant\n%s", got, want)
			}
		})
	}
}
