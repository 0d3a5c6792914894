package discord_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// beats is so quick that a silent connection is noticed within a test.
const beats = 500 * time.Millisecond

// Whatever a connection meets with, another one follows, and nothing that was
// delivered to a live connection is lost or done twice.
func TestGatewayFaultsUnderLoad(t *testing.T) {
	d := &clerk{routes: []bot.Route{ping()}, answer: says("pong")}
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Heartbeat(beats)})
	r.run(d)
	load := r.load(4)
	defer load.end()
	for _, fault := range []struct {
		name string
		do   func()
	}{
		{"op 7", r.discord.Reconnect},
		{"op 9", r.discord.Invalidate},
		{"zombie", r.discord.Silence},
		{"close 4000", func() { r.discord.CloseWith(4000) }},
		{"op 7 as the first packet", func() { r.discord.MeetWith(7, true); r.discord.Reconnect() }},
		{"op 7 instead of READY", func() { r.discord.MeetWith(7, false); r.discord.Reconnect() }},
		{"op 9 instead of READY", func() { r.discord.MeetWith(9, false); r.discord.CloseWith(4009) }},
		{"op 11 as the first packet", func() { r.discord.MeetWith(11, true); r.discord.Reconnect() }},
		{"closed at identifying", func() { r.discord.MeetClosing(4008); r.discord.Reconnect() }},
		{"the API is away", func() {
			r.discord.Break(discordtest.Fault{Method: "GET", Path: "/gateway", Cut: true, Times: 3})
			r.discord.Reconnect()
		}},
	} {
		fault.do()
		if err := r.discord.AwaitConnected(1, 10*time.Second); err != nil {
			t.Fatalf("after %s: %v", fault.name, err)
		}
		before := d.done()
		if err := r.discord.Wait(10*time.Second, "commands to go on", func() bool { return d.done() > before+50 }); err != nil {
			t.Fatalf("after %s: %v", fault.name, err)
		}
	}
	delivered := 0
	for _, talk := range load.end() {
		if talk.Failed != "" {
			continue // nobody was there: Discord tells the person
		}
		delivered++
		if err := r.discord.Settled(talk, 4*time.Second); err != nil {
			t.Errorf("%v\n%s", err, r.trace(d, talk))
		} else if took := talk.Answered.Sub(talk.Begun); took > 3*time.Second {
			t.Errorf("an answer took %v", took)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, n := range d.seen {
		if n != 1 {
			t.Errorf("%s was done %d times", id, n)
		}
	}
	if len(d.seen) != delivered || delivered == 0 {
		t.Errorf("%d delivered, %d done", delivered, len(d.seen))
	}
	t.Logf("%d delivered through %d connections", delivered, len(r.discord.Identified()))
}

func (c *clerk) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

// commands are what several people do without a pause.
type commands struct {
	stop  context.CancelFunc
	work  sync.WaitGroup
	mu    sync.Mutex
	talks []*discordtest.Talk
}

func (r *rig) load(people int) *commands {
	ctx, stop := context.WithCancel(r.t.Context())
	c := &commands{stop: stop}
	for range people {
		c.work.Go(func() {
			for ctx.Err() == nil {
				talk := r.command()
				c.mu.Lock()
				c.talks = append(c.talks, talk)
				c.mu.Unlock()
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	return c
}

func (c *commands) end() []*discordtest.Talk {
	c.stop()
	c.work.Wait()
	return c.talks
}

// trace is what became of an interaction.
func (r *rig) trace(d *clerk, talk *discordtest.Talk) string {
	d.mu.Lock()
	lines := []string{"the bot had it " + strings.Repeat("once ", d.seen["discord:"+talk.ID])}
	d.mu.Unlock()
	for _, c := range r.discord.Calls() {
		if strings.Contains(c.Path, talk.Token) {
			lines = append(lines, c.Method+" after "+c.At.Sub(talk.Begun).String()+": "+http.StatusText(c.Status))
		}
	}
	for line := range strings.SplitSeq(r.log.String(), "\n") {
		if strings.Contains(line, talk.ID) || strings.Contains(line, "ended") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// A gateway that never greets does not hold the bot up.
func TestNoGreeting(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) { c.Pace.Open = 300 * time.Millisecond })
	r.discord.MeetMute()
	r.run(&clerk{routes: []bot.Route{ping()}, answer: says("pong")})
}

func TestFatalCodesEndWithAMessage(t *testing.T) {
	for code, says := range map[int]string{4004: "token", 4010: "shard", 4011: "shards", 4012: "version", 4013: "intents", 4014: "developer portal"} {
		r := newRig(t, discordtest.OverGateway, nil)
		r.discord.MeetClosing(code)
		err := r.adapter.Run(t.Context(), &clerk{routes: []bot.Route{ping()}})
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
	const secret = "not-the-token"
	r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) { c.Apps[0].Token = secret })
	err := r.adapter.Run(t.Context(), &clerk{routes: []bot.Route{ping()}})
	if !errors.Is(err, bot.ErrStopped) || !strings.Contains(err.Error(), "token") || strings.Contains(err.Error()+r.log.String(), secret) {
		t.Errorf("%v", err)
	}
}

// Identifications are paced and counted.
func TestIdentifyBudget(t *testing.T) {
	const every = 150 * time.Millisecond
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Recommend(3)}, func(c *discord.Config) { c.Pace.Identify = every })
	r.begin(&clerk{routes: []bot.Route{ping()}, answer: says("pong")})
	if err := r.discord.AwaitConnected(3, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	r.ready()
	at := r.discord.Identified()
	if took := at[len(at)-1].Sub(at[0]); took < 2*every-every/2 {
		t.Errorf("three identifications within %v", took)
	}
}

func TestBudgetUsedUp(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Budget(0)})
	r.begin(&clerk{routes: []bot.Route{ping()}, answer: says("pong")})
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
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		t.Run(string(how), func(t *testing.T) {
			begun := make(chan struct{})
			d := &clerk{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
				close(begun)
				time.Sleep(700 * time.Millisecond)
				return bot.Reply{Message: bot.Say(bot.Plain("pong"))}
			}}
			r := newRig(t, how, nil, func(c *discord.Config) { c.Pace.Acknowledge = 100 * time.Millisecond })
			r.run(d)
			talk := r.command()
			<-begun
			if took := r.end(); took > 10*time.Second {
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
	r.run(&clerk{routes: []bot.Route{ping()}, answer: func(ctx context.Context, _ bot.Event) bot.Response {
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
	r := newRig(t, discordtest.OverGateway, nil)
	r.run(&clerk{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response { panic("personal data") }})
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
	for name, f := range map[string]discordtest.Fault{
		"reply lost":  {Method: "POST", Path: "/callback", Lost: true},
		"cut":         {Method: "POST", Path: "/callback", Cut: true},
		"bad gateway": {Method: "POST", Path: "/callback", Status: 502},
		"limited":     discordtest.Limit(discordtest.LimitedUser, "POST", "/callback", "0.3"),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(f)
			r.run(&clerk{routes: []bot.Route{ping()}, answer: says("pong")})
			r.settled(r.command())
			if got := r.everything(); got != "only hana: pong" {
				t.Errorf("on the screens: %s", got)
			}
		})
	}
}

// Where Discord takes no answer any more, a private one arrives as a direct
// message, and a public one in the channel.
func TestInstead(t *testing.T) {
	for _, public := range []bool{false, true} {
		r := newRig(t, discordtest.OverGateway, nil)
		r.discord.Break(discordtest.Fault{Method: "POST", Path: "/callback", Status: 404, Times: 9,
			Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"Unknown interaction","code":10062}`})
		r.run(&clerk{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
			return bot.Reply{Message: bot.Say(bot.Plain("pong")), Public: public}
		}})
		r.command()
		if err := r.discord.Wait(5*time.Second, "a message", func() bool { return len(r.discord.MessagesHeld()) == 1 }); err != nil {
			t.Fatal(err)
		}
		if m := r.discord.Messages()[0]; (m.Channel == r.channel) != public {
			t.Errorf("public %v, and in the channel %v", public, m.Channel == r.channel)
		}
	}
}
