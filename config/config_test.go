package config

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot/secret"
)

func load(t *testing.T, file string, vars map[string]string) (Config, error) {
	t.Helper()
	if file != "" {
		path := filepath.Join(t.TempDir(), "alumnibot.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		vars["ALUMNIBOT_CONFIG"] = path
	}
	return Load(func(name string) string { return vars[name] })
}

func TestEnvironmentWinsOverFileWinsOverDefaults(t *testing.T) {
	c, err := load(t, "listen_addr = '127.0.0.1:1'\nredis_url = 'redis://file'\n", map[string]string{"REDIS_URL": "redis://environment"})
	if err != nil {
		t.Fatal(err)
	}
	if c.ListenAddr != "127.0.0.1:1" || c.RedisURL.Reveal() != "redis://environment" || c.DataDir != "data" {
		t.Errorf("got %+v", c)
	}
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	_, err := load(t, "listen_adr = 'x'\n", map[string]string{"LISTEN_ADDR": "nowhere", "REDIS_URL": "http://secret", "REDIS_CA": "/does/not/exist"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"listen_adr (line 1)", "LISTEN_ADDR", "REDIS_URL", "REDIS_CA"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in: %v", part, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("shows the value: %v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := Config{RedisURL: secret.New("redis://:hunter2@host")}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(format, c); strings.Contains(out, "hunter2") {
			t.Errorf("%s: %s", format, out)
		}
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c, "url", c.RedisURL)
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "config", c, "url", c.RedisURL)
	if strings.Contains(log.String(), "hunter2") {
		t.Errorf("logged: %s", log.String())
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	for f := range reflect.TypeFor[Config]().Fields() {
		if kind := f.Type.Kind(); f.Anonymous || kind == reflect.Slice || kind == reflect.Struct && f.Type != reflect.TypeFor[secret.Value]() { // tables of the file
			continue
		}
		if name := f.Tag.Get("env"); !slices.Contains(names, name) {
			t.Errorf("%s is not among the variables that are read", name)
		}
		if want := strings.ToLower(f.Tag.Get("env")); f.Tag.Get("toml") != want {
			t.Errorf("%s is called %q in the file, not %q", f.Name, f.Tag.Get("toml"), want)
		}
	}
	for f := range reflect.TypeFor[Single]().Fields() {
		if name := f.Tag.Get("env"); !slices.Contains(names, name) {
			t.Errorf("%s is not among the variables that are read", name)
		}
	}
}

func TestTokensAloneAreEnough(t *testing.T) {
	c, err := load(t, "", map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "DISCORD_TOKEN": "d"})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Communities) != 1 || c.Communities[0].Zone != "Asia/Tokyo" || c.Communities[0].Language != "ja" {
		t.Errorf("communities: %+v", c.Communities)
	}
	if len(c.Slack) != 1 || c.Slack[0].Community != c.Communities[0].ID || c.Slack[0].AppToken.Reveal() != "xapp-1" {
		t.Errorf("slack: %+v", c.Slack)
	}
	if len(c.Discord) != 1 || c.Discord[0].Community != c.Communities[0].ID {
		t.Errorf("discord: %+v", c.Discord)
	}
}

func TestManyOfEach(t *testing.T) {
	c, err := load(t, `
[[community]]
id = "acme"
name = "Acme"
gigs = ["slack:T1/C1", "discord:7"]

[[community]]
id = "globex"
name = "Globex"
zone = "Europe/Berlin"
language = "en"

[[slack]]
community = "acme"
bot_token = "xoxb-1"
signing_secret = "s"
roles = { hr = ["S1"], manager = ["S2", "S3"] }

[[slack]]
community = "globex"
bot_token = "xoxb-2"
app_token = "xapp-2"

[[discord]]
token = "d"
servers = { 11 = "acme", 22 = "globex" }
shards = 2
`, map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Communities) != 2 || len(c.Slack) != 2 || c.Discord[0].Servers["22"] != "globex" || c.Slack[0].Roles["manager"][1] != "S3" {
		t.Errorf("got %+v", c)
	}
}

func TestBotTokens(t *testing.T) {
	for token, want := range map[string]bool{
		"xoxb-1": true, "xoxe.xoxb-1": true, "of-a-proxy": true, "xoxp-1": false, "xoxe-1": false, "xapp-1": false,
	} {
		_, err := load(t, "", map[string]string{"SLACK_BOT_TOKEN": token, "SLACK_APP_TOKEN": "xapp-1"})
		if (err == nil) != want {
			t.Errorf("%s: %v", token, err)
		}
	}
}

func TestMistakesAboutPlatforms(t *testing.T) {
	_, err := load(t, `
[[community]]
id = "Much too long"
zone = "Nowhere"
language = "fr"
gigs = ["#gigs"]

[[slack]]
community = "other"
bot_token = "xoxp-hunter2"
roles = { boss = ["S1"] }

[[discord]]
servers = { 1 = "nowhere" }
shards = -1
`, map[string]string{"SLACK_APP_TOKEN": "xapp-hunter2", "SLACK_API_URL": "https://slack.example/api"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		`"Much too long"`, "name is missing", `zone "Nowhere"`, `language "fr"`, `channel "#gigs"`,
		"xoxb-", "app token", `community "other"`, `role "boss"`, "token is missing", `community "nowhere"`, "shards",
		"SLACK_BOT_TOKEN is missing", "SLACK_API_URL",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in:\n%v", part, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("shows a secret: %v", err)
	}
}
