package discord_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// Discord shuts out an address to which it has to refuse too much.
func TestTooManyRefusals(t *testing.T) {
	for _, tt := range []struct {
		n, status int
		scope     string
		within    time.Duration
		stops     bool
	}{
		{7999, 403, "", time.Minute, false}, {8000, 403, "", time.Minute, true}, {8000, 401, "", 9 * time.Minute, true},
		{8000, 429, "user", time.Minute, true}, {20000, 429, "shared", time.Minute, false}, {20000, 404, "", time.Minute, false},
		{12000, 403, "", 20 * time.Minute, false}, {20000, 403, "", 20 * time.Minute, true},
	} {
		if wait := discord.WaitAfter(tt.n, tt.status, tt.scope, tt.within); (wait > 0) != tt.stops {
			t.Errorf("after %d answers of %d %s within %v it waits for %v", tt.n, tt.status, tt.scope, tt.within, wait)
		}
	}
}

// A message to many that hangs keeps no answer waiting.
func TestAnswersDoNotWaitBehindMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says(strings.Repeat("long ", 900))}) // with a follow-up
	r.discord.Break(discordtest.Fault{Method: "POST", Path: "/messages", Delay: 2 * time.Second, Times: 2})
	var sending sync.WaitGroup
	for i := range 2 {
		sending.Go(func() {
			if _, err := r.toChannel(fmt.Sprint("k", i), "a"); err != nil {
				t.Error(err)
			}
		})
	}
	begun := time.Now()
	r.settled(r.command())
	if err := r.discord.Wait(5*time.Second, "the rest of the answer", func() bool { return len(r.discord.MessagesHeld()) == 2 }); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 1500*time.Millisecond {
		t.Errorf("an answer took %v", took)
	}
	sending.Wait()
}

// What the bot may not do where people use it is in the log, once.
func TestMissingRightsAreLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	for _, id := range []string{"31", "32"} {
		body := bytes.Replace(r.pinged(id), []byte(`"type":2`), []byte(`"type":2,"app_permissions":"1024"`), 1)
		if code, _ := r.post(r.discord.Sign(r.url, time.Now(), body)); code != 200 {
			t.Fatal(code)
		}
	}
	if n := strings.Count(r.log.String(), "Send Messages, "); n != 1 || strings.Contains(r.log.String(), "View Channels") {
		t.Errorf("%d times in the log:\n%s", n, r.log)
	}
}
