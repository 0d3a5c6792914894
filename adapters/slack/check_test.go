package slack_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Each thing that can be wrong is found, said, and no more than that.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		ruin func(*slacktest.Server, *slacktest.Space, *slack.Workspace)
		want string // what is found beside what is fine
	}{
		{"nothing", func(*slacktest.Server, *slacktest.Space, *slack.Workspace) {}, ""},
		{"a wrong bot token", func(_ *slacktest.Server, _ *slacktest.Space, w *slack.Workspace) {
			w.BotToken = secret.New("xoxb-wrong")
		},
			"fail slack acme: Slack refuses the bot token (invalid_auth) → set the Bot User OAuth Token"},
		{"a removed app", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) { sp.Revoke() },
			"fail slack acme: Slack refuses the bot token (account_inactive)"},
		{"no Slack", func(s *slacktest.Server, _ *slacktest.Space, _ *slack.Workspace) { s.Close() },
			"fail slack acme: Slack cannot be reached"},
		{"a missing scope", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) { sp.WithoutScope("im:write") },
			"fail slack acme T1: scopes are missing: im:write"},
		{"no scope for user groups", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) { sp.WithoutScope("usergroups:read") },
			"fail slack acme T1: scopes are missing: usergroups:read"},
		{"no scope for looking at messages", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) {
			sp.WithoutScope("channels:history")
		}, "warn slack acme T1: scopes for looking at channels are missing: channels:history → put the output of"},
		{"no scope for looking at channels", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) {
			sp.WithoutScope("channels:read")
		}, "warn slack acme T1: scopes for looking at channels are missing: channels:read → put the output of “alumnibot manifest slack” into App Manifest, and reinstall the app\n" +
			"warn slack acme T1: there is no scope to look at channel C1"},
		{"a slow clock", func(s *slacktest.Server, _ *slacktest.Space, _ *slack.Workspace) { s.Skew(30 * time.Second) },
			"warn slack acme T1: this machine's clock differs from Slack's by -"},
		{"a wrong clock", func(s *slacktest.Server, _ *slacktest.Space, _ *slack.Workspace) { s.Skew(-time.Hour) },
			"fail slack acme T1: this machine's clock differs from Slack's by 1h0m"},
		{"a wrong app token", func(_ *slacktest.Server, _ *slacktest.Space, w *slack.Workspace) {
			w.AppToken = secret.New("xapp-wrong")
		},
			"fail slack acme T1: Slack refuses the app token (invalid_auth)"},
		{"an app token without its scope", func(s *slacktest.Server, _ *slacktest.Space, _ *slack.Workspace) {
			s.Inject(slacktest.Fault{Method: "apps.connections.open", Kind: slacktest.Says, Code: "missing_scope"})
		}, "fail slack acme T1: the app token lacks the scope connections:write"},
		{"a user group that is gone", func(_ *slacktest.Server, _ *slacktest.Space, w *slack.Workspace) {
			w.Groups = map[string]bot.Role{"S9": bot.Insider | bot.HR}
		}, "fail slack acme T1: user group S9, which gives the role hr, cannot be looked up (no_such_subteam)"},
		{"a user group without anybody", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) { sp.SetGroup("S1") },
			"warn slack acme T1: nobody is in user group S1, which gives the role hr"},
		{"a channel that is not there", func(_ *slacktest.Server, _ *slacktest.Space, w *slack.Workspace) {},
			"fail slack acme T1: channel C404 cannot be found (channel_not_found)"},
		{"a channel without the bot", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) {
			sp.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs", Without: true})
		}, "fail slack acme T1: the bot is not in #gigs → type /invite @alumnibot in #gigs"},
		{"an archived channel", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) {
			sp.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs", Archived: true})
		}, "fail slack acme T1: #gigs is archived"},
		{"a channel for few", func(_ *slacktest.Server, sp *slacktest.Space, _ *slack.Workspace) {
			sp.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs", ReadOnly: true})
		}, "warn slack acme T1: posting in #gigs is restricted"},
		{"a channel of another workspace", func(*slacktest.Server, *slacktest.Space, *slack.Workspace) {},
			"fail slack: channel slack:T9/C1 is in no workspace that is configured"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, err := slacktest.Start()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			space := server.AddSpace("T1")
			space.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs"})
			space.SetGroup("S1", "U1")
			w := slack.Workspace{
				Community: "acme", BotToken: secret.New(space.BotToken), AppToken: secret.New(space.AppToken),
				Groups: map[string]bot.Role{"S1": bot.Insider | bot.HR},
			}
			c.ruin(server, space, &w)
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			a, err := slack.New(slack.Config{Workspaces: []slack.Workspace{w}, APIURL: server.APIURL(), HTTPClient: client})
			if err != nil {
				t.Fatal(err)
			}
			channels := []bot.Channel{"slack:T1/C1", "discord:7"}
			switch {
			case strings.Contains(c.want, "C404"):
				channels = append(channels, "slack:T1/C404")
			case strings.Contains(c.want, "T9"):
				channels = append(channels, "slack:T9/C1")
			}
			got := adaptertest.Broken(a.Check(t.Context(), channels))
			if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) || strings.Count(got, "\n") != strings.Count(c.want, "\n") {
				t.Errorf("found\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
