package discord_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// Bodies that never come, more than are worked on at once, do not keep others
// from being served.
func TestSlowBodiesDoNotHurtOthers(t *testing.T) {
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	begun := time.Now().Unix()
	head := func(int) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nX-Signature-Timestamp: %d\r\nX-Signature-Ed25519: %s\r\n\r\n{",
			begun, strings.Repeat("ab", 64))
	}
	adaptertest.Flood(t, strings.TrimPrefix(r.url, "http://"), 3000, head, func() {
		for range 20 {
			talk := r.command()
			r.settled(talk)
			if took := talk.Answered.Sub(talk.Begun); took > 3*time.Second {
				t.Errorf("an answer took %v", took)
			}
		}
	}, "408")
}

// Many bodies that are too large, at once; of every second one nobody knows
// before how large it is.
func TestLargeBodiesDoNotHurtOthers(t *testing.T) {
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	large := bytes.Repeat([]byte(" "), 4<<20)
	header := r.discord.Sign(r.url, time.Now(), nil).Header
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url, bytes.NewReader(large))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header = header
			if i%2 == 0 {
				req.ContentLength = -1
			}
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				return // cut off while it was still sending
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("a body that is too large is answered with %d", resp.StatusCode)
			}
		})
	}
	for range 20 {
		r.settled(r.command())
	}
	all.Wait()
}

// A thousand people at once.
func TestManyAtOnce(t *testing.T) {
	many := 1000
	if raceEnabled {
		many = 300 // the race detector takes its time
	}
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		t.Run(string(how), func(t *testing.T) {
			r := newRig(t, how, nil)
			r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(_ context.Context, e bot.Event) bot.Response {
				return bot.Reply{Message: bot.Say(bot.Plain(e.About().ID))}
			}})
			talks := make([]*discordtest.Talk, many)
			var all sync.WaitGroup
			for i := range talks {
				all.Go(func() { talks[i] = r.command() })
			}
			all.Wait()
			var longest time.Duration
			answers := map[string]int{}
			for _, talk := range talks {
				r.settled(talk)
				longest = max(longest, talk.Answered.Sub(talk.Begun))
			}
			for _, m := range r.discord.Messages() {
				if m.Only != r.hana {
					t.Fatalf("everybody sees %q", shows(m))
				}
				answers[shows(m)]++
			}
			for _, talk := range talks {
				if n := answers["discord:"+talk.ID]; n != 1 {
					t.Errorf("interaction %s was answered %d times", talk.ID, n)
				}
			}
			t.Logf("the last answer came after %v", longest)
			if longest > 3*time.Second {
				t.Errorf("an answer took %v", longest)
			}
		})
	}
}

// While the bot works on an answer that is late, its connection keeps nobody
// else waiting.
func TestLateAnswerHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil, func(c *discord.Config) { c.Pace.Acknowledge = 50 * time.Millisecond })
	gate := make(chan struct{})
	defer close(gate)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(ctx context.Context, e bot.Event) bot.Response {
		if e.About().ID == "discord:17" {
			<-gate
		}
		return says("pong")(ctx, e)
	}})
	client := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, tt := range []struct{ id, want string }{{"17", `"type":5`}, {"18", "pong"}, {"19", "pong"}} {
		resp, err := client.Do(r.discord.Sign(r.url, time.Now(), r.pinged(tt.id)))
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.Contains(string(said), tt.want) {
			t.Errorf("%s: %s, %v", tt.id, said, err)
		}
	}
}
