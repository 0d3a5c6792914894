package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// rehearsed is how many people a rehearsal writes to.
const rehearsed = 1000

// An operator rehearses a broadcast with the program as it is built: two
// commands, and everybody whom the first made up gets the message that the
// second sends, once. The copies of serve run already, so that it shows whether
// they hear of new members in time.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	needServer(t)
	client, single := redistest.Server(t).Client.(*redis.Client)
	if !single {
		t.Fatal("not one server")
	}
	slack, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer slack.Close()
	space := slack.AddSpace("T00000001")
	for n := range rehearsed {
		space.SetUser(slacktest.User{ID: fmt.Sprintf("U%08d", n+1), Name: "Somebody", Locale: "en-US", TZ: "Asia/Tokyo"})
	}
	file := filepath.Join(t.TempDir(), "alumnibot.toml")
	settings := "quiet_hours = \"\"\nundo_seconds = 0\n[limits]\nslack_workspace_per_minute = 60000\n"
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	redisURL := "unix://" + client.Options().Addr
	env := append(without("REDIS_URL", "SLACK_BOT_TOKEN"), "REDIS_URL="+redisURL, "ALUMNIBOT_CONFIG="+file)
	serving := append(env, "LISTEN_ADDR=127.0.0.1:0", "SLACK_API_URL="+slack.APIURL(), "SLACK_BOT_TOKEN="+space.BotToken, "SLACK_APP_TOKEN="+space.AppToken)
	for range 2 {
		p := begin(t, serving, "serve")
		await(t, "serve is ready", func() bool { return answers(p.page.address, "members: ready", "slack: ready") })
	}
	if got := command(t, env, "seed", "--members", fmt.Sprint(rehearsed), "--accounts", slackMembers); got.code != exitOK {
		t.Fatalf("seed: %+v", got)
	}
	line := fmt.Sprintf("/broadcast new title:Rehearsal body:Nobody needs\nto do anything. audience:close:gigs when:now confirm:%d", rehearsed)
	if got := command(t, env, "do", "--as", "slack:T00000001/U00000001", line); got.code != exitOK || !strings.Contains(got.stdout, "を1000人に配信します") {
		t.Fatalf("do: %+v", got)
	}
	begun := time.Now()
	awaitWithin(t, time.Minute, "everybody has the message", func() bool { return slack.Calls("chat.postMessage") >= rehearsed })
	t.Logf("%d messages in %s", rehearsed, time.Since(begun).Round(time.Millisecond))
	awaitWithin(t, time.Minute, "the report is complete", func() bool {
		got := command(t, env, "do", "--as", "slack:T00000001/U00000001", "/broadcast list")
		return strings.Contains(got.stdout, "配信済み")
	})
	got := map[string]int{}
	for _, s := range space.Sights() {
		if s.Message != nil && strings.Contains(string(s.Message.Blocks), "Rehearsal") && strings.Contains(string(s.Message.Blocks), "Nobody needs\\nto do anything.") {
			got[s.Message.Channel]++
		}
	}
	for n := range rehearsed {
		if channel := fmt.Sprintf("DU%08d", n+1); got[channel] != 1 {
			t.Errorf("%s has the message %d times", channel, got[channel])
		}
	}
	if err := slack.Problems(); err != nil {
		t.Error(err)
	}
	t.Logf("users.info: %d, conversations.open: %d", slack.Calls("users.info"), slack.Calls("conversations.open"))
}
