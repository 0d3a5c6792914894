package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// rehearsal is what an operator does to try a broadcast with the program as it
// is built.
type rehearsal struct {
	accounts string // of made-up people
	people   int
	platform []string // the environment that serve has besides
	limits   string   // of the platform, for the file
	ready    string   // what serve says of the platform
	sent     func() int
}

// run fills the community while two copies of serve run, so that it shows
// whether they hear of new members in time; and then has one of these write to
// everybody.
func (r rehearsal) run(t *testing.T) {
	t.Helper()
	redistest.NeedServer(t)
	client, single := redistest.Server(t).Client.(*redis.Client)
	if !single {
		t.Fatal("not one server")
	}
	file := filepath.Join(t.TempDir(), "alumnibot.toml")
	if err := os.WriteFile(file, []byte("quiet_hours = \"\"\nundo_seconds = 0\n[limits]\n"+r.limits), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(without("REDIS_URL", "SLACK_BOT_TOKEN", "DISCORD_TOKEN"), "REDIS_URL=unix://"+client.Options().Addr, "ALUMNIBOT_CONFIG="+file)
	for range 2 {
		p := begin(t, append(append(env, "LISTEN_ADDR=127.0.0.1:0"), r.platform...), "serve")
		await(t, "serve is ready", func() bool { return answers(p.page.address, "members: ready", r.ready) })
	}
	if got := command(t, env, "seed", "--members", fmt.Sprint(r.people), "--accounts", r.accounts); got.code != exitOK {
		t.Fatalf("seed: %+v", got)
	}
	first := fmt.Sprintf(r.accounts, 1)
	line := fmt.Sprintf("/broadcast new title:Rehearsal body:Nobody needs\nto do anything. audience:close:gigs when:now confirm:%d", r.people)
	got := command(t, env, "do", "--as", first, line)
	if got.code != exitOK || !strings.Contains(got.stdout, fmt.Sprintf("を%d人に配信します", r.people)) {
		t.Fatalf("do: %+v", got)
	}
	begun := time.Now()
	awaitWithin(t, time.Minute, 10*time.Millisecond, "everybody has the message", func() bool { return r.sent() >= r.people })
	t.Logf("%d messages in %s", r.people, time.Since(begun).Round(time.Millisecond))
	awaitWithin(t, time.Minute, time.Second, "it is over", func() bool {
		return strings.Contains(command(t, env, "do", "--as", first, "/broadcast list").stdout, "配信済み")
	})
}

func TestRehearsalOnSlack(t *testing.T) {
	t.Parallel()
	const people = 1000
	slack, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer slack.Close()
	space := slack.AddSpace("T00000001")
	for n := range people {
		space.SetUser(slacktest.User{ID: fmt.Sprintf("U%08d", n+1), Name: "Somebody", Locale: "en-US", TZ: "Asia/Tokyo"})
	}
	rehearsal{
		accounts: slackMembers, people: people, limits: "slack_workspace_per_minute = 60000\n", ready: "slack: ready",
		platform: []string{"SLACK_API_URL=" + slack.APIURL(), "SLACK_BOT_TOKEN=" + space.BotToken, "SLACK_APP_TOKEN=" + space.AppToken},
		sent:     func() int { return slack.Calls("chat.postMessage") },
	}.run(t)
	got := map[string]int{}
	for _, s := range space.TakeScreenChanges() {
		if s.Message != nil && strings.Contains(string(s.Message.Blocks), "Rehearsal") && strings.Contains(string(s.Message.Blocks), "Nobody needs\\nto do anything.") {
			got[s.Message.Channel]++
		}
	}
	for n := range people {
		if channel := fmt.Sprintf("DU%08d", n+1); got[channel] != 1 {
			t.Errorf("%s has the message %d times", channel, got[channel])
		}
	}
	if asked := slack.Calls("users.info"); asked > 0 {
		t.Errorf("Slack was asked %d times who somebody is", asked)
	}
	if err := slack.Problems(); err != nil {
		t.Error(err)
	}
}

func TestRehearsalOnDiscord(t *testing.T) {
	t.Parallel()
	const people = 300
	d := discordtest.Start()
	defer d.Close()
	server := d.AddServer()
	account := func(n int) string { return fmt.Sprintf("7%017d", n) }
	d.Change(func(users map[string]*discordtest.User, servers map[string]*discordtest.Server, _ map[string]*discordtest.Channel) {
		for n := range people {
			id := account(n + 1)
			users[id] = &discordtest.User{ID: id, Name: "Somebody", Locale: "en-US"}
			servers[server].Members[id] = &discordtest.Member{}
		}
	})
	rehearsal{
		accounts: "discord:7%017d", people: people, ready: "discord: ready",
		limits:   "discord_per_second = 10000\ndiscord_new_conversations_per_hour = 100000\n",
		platform: []string{"DISCORD_API_URL=" + d.URL(), "DISCORD_TOKEN=" + discordtest.Token},
		sent:     func() int { return len(rehearsedOn(d)) },
	}.run(t)
	for place, n := range rehearsedOn(d) {
		if n != 1 {
			t.Errorf("%s has the message %d times", place, n)
		}
	}
	for _, wrong := range d.Wrong() {
		t.Errorf("Discord would have refused: %s", wrong)
	}
}

// rehearsedOn is how often the message is in each conversation.
func rehearsedOn(d *discordtest.Discord) map[string]int {
	got := map[string]int{}
	for _, m := range d.Messages() {
		if strings.Contains(string(m.Components), "Rehearsal") {
			got[m.Channel]++
		}
	}
	return got
}
