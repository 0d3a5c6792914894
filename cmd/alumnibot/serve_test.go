package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

// A person on Slack gets an answer from the program as an operator starts it:
// with nothing but two tokens and a Redis, or with a signing secret instead.
func TestServeOnSlack(t *testing.T) {
	for _, mode := range []slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) {
			server, err := slacktest.Start()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			space := server.AddSpace("T1")
			space.SetChannel(slacktest.Channel{ID: "C1", Name: "general"})
			space.SetUser(slacktest.User{ID: "U1", Name: "田中 花", Locale: "ja-JP", TZ: "Asia/Tokyo"})
			env := map[string]string{
				"SLACK_BOT_TOKEN": space.BotToken, "SLACK_API_URL": server.APIURL(),
				"LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
			}
			if mode == slacktest.SocketMode {
				env["SLACK_APP_TOKEN"] = space.AppToken
			} else {
				env["SLACK_SIGNING_SECRET"] = space.SigningSecret
			}
			ready := startServe(t, env)
			if mode == slacktest.SignedHTTP {
				server.DeliverTo(strings.TrimSuffix(ready, "/readyz"))
			}
			await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "members: ready", "slack: ready") })
			if err := space.Command("U1", "C1", "/alumni help").Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
			await(t, "help is on the screen", func() bool {
				return slices.ContainsFunc(space.TakeScreenChanges(), func(s slacktest.ScreenChange) bool {
					return s.Message != nil && s.Message.Only == "U1" && strings.Contains(string(s.Message.Blocks), "/alumni register")
				})
			})
			if err := server.Problems(); err != nil {
				t.Error(err)
			}
			watched(t, strings.TrimSuffix(ready, "/readyz"), mode)
		})
	}
}

// watched holds what monitoring reads after somebody asked for help on Slack.
func watched(t *testing.T, address string, mode slacktest.Mode) {
	t.Helper()
	lines := []string{
		`alumnibot_call_seconds_count{outcome="ok",route="help.show"} 1`,
		`alumnibot_ack_seconds_count{kind="command",platform="slack"} 1`,
		`alumnibot_queue_age_seconds{community="alumni",queue="deliveries"} 0`,
		`alumnibot_deliveries{community="alumni",state="pending"} 0`,
		`alumnibot_up{part="redis"} 1`, `alumnibot_up{part="slack"} 1`,
		`alumnibot_redis_seconds_count{outcome="ok"} `, "go_goroutines ",
	}
	if mode == slacktest.SocketMode {
		lines = append(lines, `alumnibot_connections{platform="slack",state="wanted"} 2`)
	} else {
		lines = append(lines, `alumnibot_http_seconds_count{path="/slack/",status="2xx"} 1`, `alumnibot_http_connections `)
	}
	for _, line := range lines {
		await(t, "/metrics says "+line, func() bool { return answers(address+"/metrics", "\n"+line) })
	}
	for _, personal := range []string{"U1", "T1", "C1", "田中"} {
		if answers(address+"/metrics", `"`+personal) {
			t.Errorf("/metrics says %q", personal)
		}
	}
}

// memory is the URL of a Redis for one test.
func memory(t *testing.T) string {
	t.Helper()
	m, err := embedded.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m.URL()
}

// startServe runs "alumnibot serve" until the test ends, on a morning in Tokyo, and
// returns where it tells whether it is ready.
func startServe(t *testing.T, env map[string]string) string {
	t.Helper()
	return startLogged(t, env, morning(t), logOf(t))
}

// startLogged is startServe with a clock, and a place for the log.
func startLogged(t *testing.T, env map[string]string, clock *testClock, log io.Writer) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run([]string{"serve"}, &environment{ctx: ctx, getenv: func(name string) string { return env[name] }, now: clock.now, stdout: in, stderr: log})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ended with %d", code)
		}
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("serve printed no address")
	}
	return lines.Text()
}

// answers reports whether a page is there and says all of this.
func answers(url string, lines ...string) bool {
	response, err := http.Get(url)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return err == nil && response.StatusCode == http.StatusOK &&
		!slices.ContainsFunc(lines, func(l string) bool { return !strings.Contains(string(body), l) })
}

// A person on a Discord server gets an answer from the program that was started
// with nothing but a token and a Redis.
func TestServeOnDiscord(t *testing.T) {
	d := discordtest.Start()
	defer d.Close()
	server, user := d.AddServer(), d.AddUser("Ken Brown", "en-US")
	channel := d.AddChannel(server, "general", 0)
	d.SetMember(server, user, &discordtest.Member{})
	ready := startServe(t, map[string]string{
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": d.URL(), "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
	})
	await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "discord: ready") })
	talk := d.Do(discordtest.Deed{Type: 2, User: user, Server: server, Channel: channel, Name: "alumni help"})
	if err := d.Settled(talk, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(d.Seen(), func(s discordtest.Seen) bool {
		shown, err := json.Marshal(s.Message)
		return err == nil && s.Message != nil && strings.Contains(string(shown), "/alumni register")
	}) {
		t.Error("help is not on the screen")
	}
	for _, wrong := range d.Wrong() {
		t.Errorf("Discord would have refused: %s", wrong)
	}
}

// A Discord that does not take the token for good leaves those on Slack their bot,
// and monitoring is told.
func TestServeGoesOnWhereOnePlatformEnds(t *testing.T) {
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	space := server.AddSpace("T1")
	space.SetUser(slacktest.User{ID: "U1", Locale: "ja-JP"})
	space.SetChannel(slacktest.Channel{ID: "C1", Name: "general"})
	d := discordtest.Start()
	defer d.Close()
	ready := startServe(t, map[string]string{
		"SLACK_BOT_TOKEN": space.BotToken, "SLACK_APP_TOKEN": space.AppToken, "SLACK_API_URL": server.APIURL(),
		"DISCORD_TOKEN": "revoked", "DISCORD_API_URL": d.URL(), "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
	})
	metrics := strings.TrimSuffix(ready, "/readyz") + "/metrics"
	await(t, "Slack is there and Discord is not", func() bool {
		return answers(metrics, `alumnibot_up{part="slack"} 1`, `alumnibot_up{part="discord"} 0`)
	})
	if err := space.Command("U1", "C1", "/alumni help").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "help is on the screen", func() bool {
		return slices.ContainsFunc(space.TakeScreenChanges(), func(s slacktest.ScreenChange) bool {
			return s.Message != nil && strings.Contains(string(s.Message.Blocks), "/alumni register")
		})
	})
}

// With tokens alone, those who own the workspace and the server are asked for
// the channels, once.
func TestOwnersAreAsked(t *testing.T) {
	slack, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer slack.Close()
	space := slack.AddSpace("T1")
	for _, u := range []slacktest.User{{ID: "U1"}, {ID: "U2", Admin: true}, {ID: "U3", Owner: true, Admin: true, Locale: "ja-JP"}, {ID: "U4"}} {
		space.SetUser(u)
	}
	d := discordtest.Start()
	defer d.Close()
	owner := d.AddUser("Olga Owner", "en-US")
	server := d.AddServer()
	d.SetMember(server, owner, &discordtest.Member{})
	d.Change(func(_ map[string]*discordtest.User, servers map[string]*discordtest.Server, _ map[string]*discordtest.Channel) {
		servers[server].Owner = owner
	})
	env := map[string]string{
		"SLACK_BOT_TOKEN": space.BotToken, "SLACK_APP_TOKEN": space.AppToken, "SLACK_API_URL": slack.APIURL(),
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": d.URL(), "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
	}
	asked := func() (onSlack, onDiscord int) {
		for _, s := range space.TakeScreenChanges() {
			if s.Message != nil && s.Message.Channel == "DU3" && strings.Contains(string(s.Message.Blocks), "副業の掲載先") {
				onSlack++
			}
		}
		for _, m := range d.Messages() {
			if strings.Contains(string(m.Components), "/alumni setup") {
				onDiscord++
			}
		}
		return onSlack, onDiscord
	}
	for _, again := range []bool{false, true} {
		t.Run(fmt.Sprint("started again: ", again), func(t *testing.T) {
			ready := startServe(t, env)
			await(t, "the bot is ready", func() bool { return answers(ready, "slack: ready", "discord: ready") })
			onSlack, onDiscord := 0, 0
			if again {
				await(t, "it was looked for owners", func() bool { return slack.Calls("users.list") > 2 })
			} else {
				await(t, "the owners are asked", func() bool {
					s, d := asked()
					onSlack, onDiscord = onSlack+s, d
					return onSlack == 1 && onDiscord == 1
				})
			}
		})
	}
	if onSlack, onDiscord := asked(); onSlack != 0 || onDiscord != 1 {
		t.Errorf("asked again: %d times on Slack, %d on Discord", onSlack, onDiscord-1)
	}
}
