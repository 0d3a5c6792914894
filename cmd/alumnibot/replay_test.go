package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// capture is somebody who reads what a platform sends, and sends it again: to the
// same copy of the bot, to another one, and to one that was started since.
type capture struct {
	t   *testing.T
	env map[string]string
	// sign returns the request as the platform signs it at a time.
	sign func(address string, at time.Time) *http.Request
	// answered is in the response to the platform.
	answered string
}

func (c capture) start(ready string) (address string) {
	c.t.Helper()
	page := startServe(c.t, c.env)
	await(c.t, "a copy is ready", func() bool { return answers(page, ready) })
	return strings.TrimSuffix(page, "/readyz")
}

func (c capture) post(address string, at time.Time) (status int, said string) {
	c.t.Helper()
	resp, err := http.DefaultClient.Do(c.sign(address, at))
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func (c capture) run(ready string) {
	c.t.Helper()
	first, second := c.start(ready), c.start(ready)
	now := time.Now()
	if status, said := c.post(first, now); status != http.StatusOK || !strings.Contains(said, c.answered) {
		c.t.Fatalf("the platform gets %d: %s", status, said)
	}
	again := func(where, address string) {
		c.t.Helper()
		if status, said := c.post(address, now); status != http.StatusConflict || strings.Contains(said, c.answered) {
			c.t.Errorf("sent again %s: %d, want %d: %s", where, status, http.StatusConflict, said)
		}
	}
	again("to the same copy", first)
	again("to another copy", second)
	again("after a start", c.start(ready))
	if status, said := c.post(second, now.Add(time.Second)); status != http.StatusOK || !strings.Contains(said, c.answered) {
		c.t.Errorf("when the platform itself comes again it gets %d: %s", status, said)
	}
}

// What Slack signed is answered once, in the response to Slack.
func TestReplayOnSlack(t *testing.T) {
	t.Parallel()
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	space := server.AddSpace("T1")
	space.SetUser(slacktest.User{ID: "U1", Name: "田中 花", Locale: "ja-JP", TZ: "Asia/Tokyo"})
	body := []byte(url.Values{
		"command": {"/alumni"}, "text": {"help"}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "trigger_id": {"1.2"},
	}.Encode())
	capture{
		t: t, answered: "/alumni register",
		env: map[string]string{
			"SLACK_BOT_TOKEN": space.BotToken, "SLACK_SIGNING_SECRET": space.SigningSecret, "SLACK_API_URL": server.APIURL(),
			"LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
		},
		sign: func(address string, at time.Time) *http.Request {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+slack.CommandsPath, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = space.Sign(body, at)
			return r
		},
	}.run("slack: ready")
}

// What Discord signed is answered once, in the response to Discord.
func TestReplayOnDiscord(t *testing.T) {
	t.Parallel()
	d := discordtest.Start(discordtest.Deliver(discordtest.OverHTTP))
	defer d.Close()
	guild, hana := d.AddServer(), d.AddUser("田中 花", "ja")
	channel := d.AddChannel(guild, "general", discordtest.TextChannel)
	d.SetMember(guild, hana, &discordtest.Member{})
	body := fmt.Appendf(nil, `{"id":"11","application_id":%q,"type":2,"token":"t","guild_id":%q,"channel_id":%q,"locale":"ja",`+
		`"member":{"user":{"id":%q},"roles":[]},"data":{"name":"alumni","type":1,"options":[{"name":"help","type":1,"options":[]}]}}`,
		d.App(), guild, channel, hana)
	capture{
		t: t, answered: "/alumni register",
		env: map[string]string{
			"DISCORD_TOKEN": discordtest.Token, "DISCORD_PUBLIC_KEY": d.PublicKey(), "DISCORD_API_URL": d.URL(),
			"LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
		},
		sign: func(address string, at time.Time) *http.Request { return d.Sign(address+interactions, at, body) },
	}.run("discord: ready")
}
