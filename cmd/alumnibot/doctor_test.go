package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// keepingRedis is a redis-server as it should be, and its URL.
func keepingRedis(t *testing.T) (*redis.Client, string) {
	t.Helper()
	client, single := redistest.Server(t).Client.(*redis.Client)
	if !single {
		t.Fatal("not one server")
	}
	setRedis(t, client, "appendonly", "yes")
	setRedis(t, client, "maxmemory-policy", "noeviction")
	return client, "unix://" + client.Options().Addr
}

func setRedis(t *testing.T, client *redis.Client, name, value string) {
	t.Helper()
	if err := client.ConfigSet(t.Context(), name, value).Err(); err != nil {
		t.Fatal(err)
	}
}

// installation is everything that serve needs, as it should be.
type installation struct {
	slack   *slacktest.Server
	space   *slacktest.Space
	discord *discordtest.Discord
	redis   *redis.Client
	channel string // on Discord
	config  string
	env     map[string]string
}

func install(t *testing.T) *installation {
	t.Helper()
	redistest.NeedServer(t)
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	i := &installation{slack: server, space: server.AddSpace("T1"), discord: discordtest.Start()}
	t.Cleanup(i.discord.Close)
	i.space.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs"})
	i.channel = i.discord.AddChannel(i.discord.AddServer(), "managers", discordtest.TextChannel)
	i.env = map[string]string{"LISTEN_ADDR": "127.0.0.1:0", "SLACK_API_URL": server.APIURL(), "DISCORD_API_URL": i.discord.URL()}
	i.redis, i.env["REDIS_URL"] = keepingRedis(t)
	i.config = `
[[community]]
id = "acme"
name = "Acme"
gigs = ["slack:T1/C1"]
managers = ["discord:` + i.channel + `"]
[[slack]]
bot_token = "` + i.space.BotToken + `"
app_token = "` + i.space.AppToken + `"
[[discord]]
token = "` + discordtest.Token + `"
`
	return i
}

func (i *installation) doctor(t *testing.T, args ...string) ran {
	t.Helper()
	path := filepath.Join(t.TempDir(), "alumnibot.toml")
	if err := os.WriteFile(path, []byte(i.config), 0o600); err != nil {
		t.Fatal(err)
	}
	i.env["ALUMNIBOT_CONFIG"] = path
	return runWith(t, i.env, append([]string{"doctor"}, args...)...)
}

func TestDoctorOfAHealthyBot(t *testing.T) {
	i := install(t)
	got := i.doctor(t)
	if got.code != exitOK || got.stderr != "" {
		t.Errorf("it ended with %d: %s", got.code, got.stderr)
	}
	for _, line := range []string{
		"ok    redis: writes are kept in an append-only file",
		"ok    redis: nothing is evicted (noeviction)",
		"ok    slack acme T1: the bot token is good",
		"ok    slack acme T1: the bot is in #gigs",
		"ok    discord " + i.discord.App() + ": the bot can post in #managers",
		"Nothing would fail (0 warnings).",
	} {
		if !strings.Contains(got.stdout, line) {
			t.Errorf("it does not say %q:\n%s", line, got.stdout)
		}
	}
	for _, secret := range []string{i.space.BotToken, i.space.AppToken, discordtest.Token} {
		if strings.Contains(got.stdout, secret) {
			t.Errorf("it shows a token:\n%s", got.stdout)
		}
	}
	if wrong := i.discord.Wrong(); len(wrong) > 0 {
		t.Errorf("Discord would have refused %v", wrong)
	}
	i.env["LANG"] = "ja_JP.UTF-8"
	if got := i.doctor(t); !strings.Contains(got.stdout, "ok    redis: 書き込みは追記ファイルに残ります\n") {
		t.Errorf("LANG asks for Japanese:\n%s", got.stdout)
	}
	if got := i.doctor(t, "--lang", "en"); !strings.Contains(got.stdout, "Nothing would fail") {
		t.Errorf("--lang asks for English:\n%s", got.stdout)
	}
}

// One thing is broken at a time: it is the only line that is not fine, it says
// what to do, and the exit code tells.
func TestDoctorOfAnIllBot(t *testing.T) {
	for _, c := range []struct {
		name string
		ruin func(*testing.T, *installation)
		line string
	}{
		{"no append-only file", func(t *testing.T, i *installation) { setRedis(t, i.redis, "appendonly", "no") },
			"fail  redis: there is no append-only file, so writes are lost when Redis ends → put “appendonly yes”"},
		{"eviction", func(t *testing.T, i *installation) { setRedis(t, i.redis, "maxmemory-policy", "allkeys-lru") },
			"fail  redis: data is evicted when memory runs out (allkeys-lru) → put “maxmemory-policy noeviction”"},
		{"a full Redis", func(t *testing.T, i *installation) { setRedis(t, i.redis, "min-replicas-to-write", "1") },
			"fail  redis: it takes no writes"},
		{"no Redis at the address", func(_ *testing.T, i *installation) { i.env["REDIS_URL"] = "redis://:hunter2@127.0.0.1:1" },
			"fail  redis: REDIS_URL: redis at 127.0.0.1:1 does not answer"},
		{"a setting that does not exist", func(_ *testing.T, i *installation) { i.config = "gig_channel = 'x'\n" + i.config },
			"fail  configuration: "},
		{"a Slack without the bot in the channel", func(_ *testing.T, i *installation) {
			i.space.SetChannel(slacktest.Channel{ID: "C1", Name: "gigs", Without: true})
		}, "fail  slack acme T1: the bot is not in #gigs → type /invite @alumnibot in #gigs"},
		{"a Discord channel that is gone", func(_ *testing.T, i *installation) {
			i.config = strings.ReplaceAll(i.config, i.channel, "404")
		}, "fail  discord: channel discord:404 cannot be found → check its id"},
		{"nobody to serve", func(_ *testing.T, i *installation) { i.config = "" },
			"fail  platforms: no platform is configured → set SLACK_BOT_TOKEN"},
		{"no channels", func(_ *testing.T, i *installation) {
			i.config = strings.ReplaceAll(i.config, "gigs = ", "#")
		}, "warn  community acme: there is no channel for gigs → an admin chooses it with /alumni setup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := install(t)
			c.ruin(t, i)
			got := i.doctor(t)
			if want := strings.HasPrefix(c.line, "fail"); (got.code == exitFailed) != want || got.stderr != "" {
				t.Errorf("it ended with %d: %s", got.code, got.stderr)
			}
			said := false
			for line := range strings.Lines(got.stdout) {
				switch {
				case strings.HasPrefix(line, c.line):
					said = true
				case strings.HasPrefix(line, "fail") || strings.HasPrefix(line, "warn"):
					t.Errorf("it also says: %s", line)
				}
			}
			if !said || strings.Contains(got.stdout, "hunter2") {
				t.Errorf("it says\n%s\nwant\n%s", got.stdout, c.line)
			}
		})
	}
}

func TestDoctorWithoutRedis(t *testing.T) {
	t.Setenv("PATH", "")
	got := runWith(t, map[string]string{"LISTEN_ADDR": "127.0.0.1:0"}, "doctor")
	if got.code != exitFailed || !strings.Contains(got.stdout, "fail  redis: there is no Redis → set REDIS_URL") {
		t.Errorf("%+v", got)
	}
}

// What a server says of itself is judged.
func TestJudge(t *testing.T) {
	good := storage.Server{Version: "7.0.15", AppendOnly: true, Eviction: "noeviction"}
	for _, c := range []struct {
		name   string
		change func(*storage.Server)
		want   bot.Grade // the worst
	}{
		{"good", func(*storage.Server) {}, bot.Fine},
		{"old", func(s *storage.Server) { s.Version = "6.2.14" }, bot.Doubtful},
		{"too old", func(s *storage.Server) { s.Version = "4.0.9" }, bot.Failing},
		{"newer than ten", func(s *storage.Server) { s.Version = "10.1.0" }, bot.Fine},
		{"says nothing", func(s *storage.Server) { *s = storage.Server{} }, bot.Doubtful},
		{"a full disk", func(s *storage.Server) { s.AppendFails = true }, bot.Failing},
		{"kept at some time", func(s *storage.Server) { s.Fsync = "no" }, bot.Doubtful},
		{"kept every second", func(s *storage.Server) { s.Fsync = "everysec" }, bot.Fine},
		{"nothing kept", func(s *storage.Server) { s.AppendOnly = false }, bot.Failing},
		{"kept by others", func(s *storage.Server) { s.AppendOnly, s.Replicas = false, 1 }, bot.Doubtful},
		{"evicts", func(s *storage.Server) { s.Eviction = "volatile-ttl" }, bot.Failing},
		{"nearly full", func(s *storage.Server) { s.MaxMemory, s.UsedMemory = 1000, 950 }, bot.Doubtful},
		{"half full", func(s *storage.Server) { s.MaxMemory, s.UsedMemory = 1000, 500 }, bot.Fine},
		{"a slow clock", func(s *storage.Server) { s.Ahead = -time.Minute }, bot.Doubtful},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := good
			c.change(&s)
			worst := bot.Fine
			for _, f := range judge(s) {
				if f.Grade != bot.Fine && f.Do == nil && s.Version != "" {
					t.Errorf("%s, and nothing to do", f.Says(bot.English))
				}
				if f.Grade == bot.Failing || f.Grade == bot.Doubtful && worst == bot.Fine {
					worst = f.Grade
				}
			}
			if worst != c.want {
				t.Errorf("the worst is %s, want %s", worst, c.want)
			}
		})
	}
}
