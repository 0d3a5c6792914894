package slack_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// routes are those of the features, as they are when the bot runs.
func routes() []bot.Route {
	members := member.New(member.Deps{})
	var all []bot.Route
	for _, f := range []bot.Feature{
		members.Feature(), gig.New(gig.Deps{Members: members, Outbox: deliver.NewOutbox(nil)}).Feature(), help.New(func() []bot.Route { return nil }),
	} {
		all = append(all, f.Routes...)
	}
	return all
}

func TestManifest(t *testing.T) {
	b, err := slack.Manifest(routes(), slack.ManifestOptions{HTTP: "https://bot.example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Features struct {
			SlashCommands []struct{ Command, URL string } `json:"slash_commands"`
			Shortcuts     []struct {
				Name       string `json:"name"`
				CallbackID string `json:"callback_id"`
			} `json:"shortcuts"`
		} `json:"features"`
		Settings struct {
			Socket bool `json:"socket_mode_enabled"`
			Events struct {
				URL string `json:"request_url"`
			} `json:"event_subscriptions"`
		} `json:"settings"`
		OAuth struct {
			Scopes struct{ Bot []string } `json:"scopes"`
		} `json:"oauth_config"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, c := range m.Features.SlashCommands {
		commands = append(commands, c.Command)
		if c.URL != "https://bot.example.com"+slack.CommandsPath {
			t.Errorf("%s goes to %s", c.Command, c.URL)
		}
	}
	slices.Sort(commands)
	if !slices.Equal(commands, []string{"/alumni", "/gig"}) || len(m.Features.Shortcuts) != 1 || m.Features.Shortcuts[0].CallbackID != "gig.post" {
		t.Errorf("commands %v, shortcuts %v", commands, m.Features.Shortcuts)
	}
	if m.Settings.Socket || m.Settings.Events.URL != "https://bot.example.com"+slack.EventsPath {
		t.Errorf("settings %+v", m.Settings)
	}
	want := []string{
		"channels:history", "channels:read", "chat:write", "commands", "files:write", "groups:history", "groups:read",
		"im:history", "im:write", "usergroups:read", "users:read",
	}
	if slices.Sort(m.OAuth.Scopes.Bot); !slices.Equal(m.OAuth.Scopes.Bot, want) {
		t.Errorf("scopes %v, want %v", m.OAuth.Scopes.Bot, want)
	}
}

func TestManifestRefusesWhatSlackWould(t *testing.T) {
	both := func(s string) func(bot.Locale) string { return func(bot.Locale) string { return s } }
	shortcut := bot.Route{Name: "a.b", OnMessage: both("x"), Summary: both("x")}
	long := shortcut
	long.OnMessage = both(strings.Repeat("あ", 25))
	var many []bot.Route
	for i := range 51 {
		many = append(many, bot.Route{Command: "c" + string(rune('A'+i)), Summary: both("x")})
	}
	for name, tt := range map[string]struct {
		routes []bot.Route
		o      slack.ManifestOptions
	}{
		"no https":        {nil, slack.ManifestOptions{HTTP: "http://bot.example.com"}},
		"long name":       {nil, slack.ManifestOptions{Name: strings.Repeat("x", 36)}},
		"51 commands":     {many, slack.ManifestOptions{}},
		"long command":    {[]bot.Route{{Command: strings.Repeat("x", 32), Summary: both("x")}}, slack.ManifestOptions{}},
		"11 shortcuts":    {slices.Repeat([]bot.Route{shortcut}, 11), slack.ManifestOptions{}},
		"a long shortcut": {[]bot.Route{long}, slack.ManifestOptions{}},
	} {
		if _, err := slack.Manifest(tt.routes, tt.o); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
