package discord_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// A gateway that never greets does not hold the bot up.
func TestNoGreeting(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) { c.Pace.Open = 300 * time.Millisecond })
	r.discord.MeetMute()
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
}

func TestFatalCodesEndWithAMessage(t *testing.T) {
	t.Parallel()
	for code, says := range map[int]string{4004: "token", 4010: "shard", 4011: "shards", 4012: "version", 4013: "intents", 4014: "developer portal"} {
		r := newRig(t, discordtest.OverGateway, nil)
		r.discord.MeetClosing(code)
		err := r.adapter.Run(t.Context(), &fakeBot{routes: []bot.Route{ping()}})
		if !errors.Is(err, bot.ErrStopped) || !strings.Contains(err.Error(), says) {
			t.Errorf("%d: %v", code, err)
		}
		if err := r.adapter.Ready(); err == nil {
			t.Errorf("%d: it is ready", code)
		}
		if n := len(r.discord.Identified()); n != 1 {
			t.Errorf("%d: identified %d times", code, n)
		}
	}
}

func TestWrongTokenEndsWithAMessage(t *testing.T) {
	t.Parallel()
	const token = "not-the-token"
	r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) { c.Apps[0].Token = secret.New(token) })
	err := r.adapter.Run(t.Context(), &fakeBot{routes: []bot.Route{ping()}})
	if !errors.Is(err, bot.ErrStopped) || !strings.Contains(err.Error(), "token") || strings.Contains(err.Error()+r.log.String(), token) {
		t.Errorf("%v", err)
	}
}

// Identifications are paced and counted.
func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	const every = 150 * time.Millisecond
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Recommend(3)}, func(c *discord.Config) { c.Pace.Identify = every })
	r.begin(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	if err := r.discord.AwaitConnected(3, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	r.ready()
	at := r.discord.Identified()
	if took := at[len(at)-1].Sub(at[0]); took < 2*every-every/2 {
		t.Errorf("three identifications within %v", took)
	}
}

// As many connections at one time as Discord allows, and no two of a key.
func TestIdentifyConcurrency(t *testing.T) {
	t.Parallel()
	const every = time.Second
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Recommend(4), discordtest.Concurrency(2)}, func(c *discord.Config) { c.Pace.Identify = every })
	r.begin(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	if err := r.discord.AwaitConnected(4, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	r.ready()
	at := r.discord.Identified()
	if first, second, all := at[1].Sub(at[0]), at[2].Sub(at[0]), at[3].Sub(at[0]); first > every/2 || second < every/2 || all > 2*every {
		t.Errorf("identified after %v, %v and %v", first, second, all)
	}
}

// What is new reaches the bot over the gateway as over HTTP.
func TestNewKindsOverTheGateway(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil)
	d := &fakeBot{routes: []bot.Route{ping()}, answer: says("pong")}
	r.run(d)
	body := fmt.Appendf(nil, `{"id":"20","application_id":"2","token":"t","guild_id":%q,"channel_id":%q,"member":{"user":{"id":%q},"roles":[]},
		"type":3,"message":{"id":"7","components":[{"type":99,"parts":7}]},"data":{"custom_id":"acme|x.ping|","component_type":99,"values":{"a":1}}}`, r.server, r.channel, r.hana)
	for _, raw := range [][]byte{body, []byte(`{"id":7}`), []byte(`[]`), []byte(`null`)} {
		if !r.discord.Dispatch("INTERACTION_CREATE", r.server, raw) {
			t.Fatal("no connection is up")
		}
	}
	if err := r.discord.Wait(5*time.Second, "the bot to hear of it", func() bool { return d.done() == 1 }); err != nil {
		t.Fatal(err)
	}
	r.settled(r.command()) // and the connection is still up
}

func TestBudgetUsedUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Budget(0)})
	r.begin(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	if err := r.discord.Wait(10*time.Second, "the budget to be asked for again", func() bool { return r.discord.CallsHeld("/gateway/bot") > 1 }); err != nil {
		t.Fatal(err)
	}
	if n := len(r.discord.Identified()); n != 0 {
		t.Fatalf("identified %d times with nothing left", n)
	}
	r.discord.Refill(10)
	if err := r.discord.AwaitConnected(1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
}

// What was begun when the bot is ended is finished; nothing is left behind.
func TestShutdownFinishes(t *testing.T) {
	t.Parallel()
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		t.Run(string(how), func(t *testing.T) {
			t.Parallel()
			gate := make(chan struct{})
			d := &fakeBot{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
				<-gate
				return bot.Reply{Message: bot.Say(bot.Plain("pong"))}
			}}
			r := newRig(t, how, nil, func(c *discord.Config) { c.Pace.Acknowledge = 100 * time.Millisecond })
			r.run(d)
			talk := r.command()
			r.acknowledged(talk)
			ended := make(chan time.Duration, 1)
			go func() { ended <- r.end() }()
			if err := r.discord.Wait(5*time.Second, "the connection to be left", r.discord.NobodyHeld); err != nil {
				t.Error(err)
			}
			close(gate)
			if took := <-ended; took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			r.settled(talk)
			if got := r.everything(); got != "only hana: pong" {
				t.Errorf("on the screens: %s", got)
			}
		})
	}
}

// A bot that never answers is not waited for longer than ten seconds.
func TestShutdownDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil)
	begun := make(chan struct{})
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(ctx context.Context, _ bot.Event) bot.Response {
		close(begun)
		<-ctx.Done()
		return bot.Nothing{}
	}})
	r.command()
	<-begun
	if took := r.end(); took > 11*time.Second {
		t.Errorf("it took %v", took)
	}
}

// A panic in one answer ends there, and is told without what it was about.
func TestPanic(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response { panic("personal data") }})
	r.settled(r.command())
	if got := r.everything(); !strings.Contains(got, "応答を表示できませんでした") {
		t.Errorf("on the screens: %s", got)
	}
	r.end()
	if strings.Contains(r.log.String(), "personal data") {
		t.Error("the log holds what was panicked with")
	}
}

// An answer whose callback's reply was lost, or that was refused for a moment,
// is there once.
func TestCallbackFaults(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]discordtest.Fault{
		"reply lost":       {Method: "POST", Path: "/callback", Lost: true},
		"every reply lost": {Method: "POST", Path: "/callback", Lost: true, Times: 9},
		"cut":              {Method: "POST", Path: "/callback", Cut: true},
		"bad gateway":      {Method: "POST", Path: "/callback", Status: 502},
		"limited":          discordtest.Limit(discordtest.LimitedUser, "POST", "/callback", "0.3"),
	} {
		for who, public := range map[string]bool{"only hana": false, "all": true} {
			for _, late := range []time.Duration{0, 300 * time.Millisecond} {
				t.Run(fmt.Sprint(name, ", ", who, ", after ", late), func(t *testing.T) {
					t.Parallel()
					r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) { c.Pace.Acknowledge = 100 * time.Millisecond })
					r.discord.Break(f)
					r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
						<-time.After(late)
						return bot.Reply{Message: bot.Say(bot.Plain("pong")), Public: public}
					}})
					r.settled(r.command())
					r.end()
					want := who + ": pong"
					if public && late > 0 {
						want = "only hana: 下に投稿しました。\n" + want
					}
					if got := r.everything(); got != want {
						t.Errorf("on the screens: %s", got)
					}
				})
			}
		}
	}
}

// Where Discord takes no answer any more, a private one arrives as a direct
// message, and a public one in the channel.
func TestInstead(t *testing.T) {
	t.Parallel()
	for _, public := range []bool{false, true} {
		t.Run(fmt.Sprint("public ", public), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(discordtest.Fault{Method: "POST", Path: "/callback", Status: 404, Times: 9,
				Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"Unknown interaction","code":10062}`})
			r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
				return bot.Reply{Message: bot.Say(bot.Plain("pong")), Public: public}
			}})
			r.command()
			if err := r.discord.Wait(5*time.Second, "a message", func() bool { return len(r.discord.MessagesHeld()) == 1 }); err != nil {
				t.Fatal(err)
			}
			if m := r.discord.Messages()[0]; (m.Channel == r.channel) != public {
				t.Errorf("public %v, and in the channel %v", public, m.Channel == r.channel)
			}
		})
	}
}
