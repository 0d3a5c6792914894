package discord_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// beats is so quick that a silent connection is noticed within a test.
const beats = 500 * time.Millisecond

// mishap is something that a platform does to its bots.
type mishap struct {
	name string
	do   func(*rig, *clerk)
}

func closing(f func(*discordtest.Discord)) func(*rig, *clerk) {
	return func(r *rig, _ *clerk) { f(r.discord) }
}

// mishaps are those that people notice nothing of as long as a connection is
// up.
var mishaps = []mishap{
	{"op 7", closing((*discordtest.Discord).Reconnect)},
	{"op 9", closing((*discordtest.Discord).Invalidate)},
	{"zombie", closing((*discordtest.Discord).Silence)},
	{"close 4000", closing(func(d *discordtest.Discord) { d.CloseWith(4000) })},
	{"op 7 as the first packet", closing(func(d *discordtest.Discord) { d.MeetWith(7, true); d.Reconnect() })},
	{"op 7 instead of READY", closing(func(d *discordtest.Discord) { d.MeetWith(7, false); d.Reconnect() })},
	{"op 9 instead of READY", closing(func(d *discordtest.Discord) { d.MeetWith(9, false); d.CloseWith(4009) })},
	{"op 11 as the first packet", closing(func(d *discordtest.Discord) { d.MeetWith(11, true); d.Reconnect() })},
	{"closed at identifying", closing(func(d *discordtest.Discord) { d.MeetClosing(4008); d.Reconnect() })},
	{"the API is away", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "GET", Path: "/gateway", Cut: true, Times: 3})
		d.Reconnect()
	})},
	{"replies are lost", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "POST", Path: "/callback", Lost: true, Times: 10})
		d.Break(discordtest.Fault{Method: "POST", Path: "/messages", Lost: true, Times: 3})
	})},
	{"the API is ill", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "POST", Path: "/callback", Status: 502, Times: 10})
		d.Break(discordtest.Fault{Method: "PATCH", Path: "/webhooks", Cut: true, Times: 3})
	})},
	{"limits", closing(func(d *discordtest.Discord) {
		f := discordtest.Limit(discordtest.LimitedUser, "POST", "/callback", "0.2")
		f.Times = 5
		d.Break(f)
	})},
	{"a fatal code, and a new start", func(r *rig, d *clerk) {
		if err := r.shutOut(4014); !errors.Is(err, bot.ErrStopped) {
			r.t.Errorf("with a fatal code, Run ended with: %v", err)
		}
		r.stop()
		r.begin(d)
	}},
}

// shutOut closes every connection with a code until Run ends, as Discord does
// with one that does not go away, and returns what it ended with.
func (r *rig) shutOut(code int) error {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		r.discord.CloseWith(code)
		select {
		case err := <-r.done:
			return err
		case <-again.C:
		}
	}
}

// Whatever a connection meets with, another one follows, and nothing that was
// delivered to a live connection is lost or done twice.
func TestGatewayFaultsUnderLoad(t *testing.T) {
	r, d := newOrdeal(t)
	n := r.ordeal(d)
	t.Logf("%d delivered through %d connections", n, len(r.discord.Identified()))
}

// The same again and again: nothing grows. ALUMNIBOT_SOAK says for how long, as
// a duration; 20 seconds unless told.
func TestSoakGateway(t *testing.T) {
	until := time.Now().Add(soakTime(t))
	r, d := newOrdeal(t)
	var before uint64
	rounds, delivered, connections := 0, 0, 0
	for ; rounds < 3 || time.Now().Before(until); rounds++ {
		delivered += r.ordeal(d)
		connections += len(r.discord.Identified())
		r.discord.Forget()
		r.discord.Refill(1000) // the day's identifications
		d.forget()
		r.log.forget()
		if rounds == 0 {
			before = heap() // of a bot that has seen everything once
		}
	}
	after := heap()
	// The SDK's sessions remember each path until they are replaced, after some
	// thousand calls.
	const sessions = 3 << 20
	if after > before+sessions {
		t.Errorf("the heap grew from %d to %d kB in %d rounds, with %d acts", before>>10, after>>10, rounds, delivered)
	}
	r.end()
	r.discord.Close()
	goleak.VerifyNone(t)
	t.Logf("%d rounds: %d delivered through %d connections, a heap of %d kB after the first and of %d kB after the last",
		rounds, delivered, connections, before>>10, after>>10)
}

func soakTime(t *testing.T) time.Duration {
	t.Helper()
	if testing.Short() {
		t.Skip("takes its time: 20 s, or as long as ALUMNIBOT_SOAK says")
	}
	set := os.Getenv("ALUMNIBOT_SOAK")
	if set == "" {
		return 20 * time.Second
	}
	d, err := time.ParseDuration(set)
	if err != nil {
		t.Fatalf("ALUMNIBOT_SOAK: %v", err)
	}
	return d
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // what is pooled goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// newOrdeal is a bot over two shards, of whose answers some are late.
func newOrdeal(t *testing.T) (*rig, *clerk) {
	t.Helper()
	d := &clerk{routes: []bot.Route{ping()}}
	d.answer = func(ctx context.Context, e bot.Event) bot.Response {
		if d.done()%7 == 0 {
			late := time.NewTimer(150 * time.Millisecond)
			defer late.Stop()
			select {
			case <-late.C:
			case <-ctx.Done():
			}
		}
		return bot.Reply{Message: bot.Say(bot.Plain("pong"))}
	}
	r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Heartbeat(beats), discordtest.Recommend(2)},
		func(c *discord.Config) { c.Pace.Acknowledge = 100 * time.Millisecond })
	r.run(d)
	return r, d
}

// ordeal has one mishap after another happen while people are busy, and returns
// how much was delivered to a live connection: each of that was done once, in
// time, and answered once.
func (r *rig) ordeal(d *clerk) int {
	r.t.Helper()
	load := r.load(16)
	defer load.end()
	for _, m := range mishaps {
		m.do(r, d)
		if err := r.discord.AwaitConnected(2, 10*time.Second); err != nil {
			r.t.Fatalf("after %s: %v\n%s", m.name, err, r.log)
		}
		before := d.done()
		if err := r.discord.Wait(10*time.Second, "commands to go on", func() bool { return d.done() > before+50 }); err != nil {
			r.t.Fatalf("after %s: %v", m.name, err)
		}
	}
	talks, written := load.end()
	answers := r.checkTalks(d, talks)
	if err := r.discord.Wait(10*time.Second, "answers to all messages", func() bool { return len(r.repliesHeld()) == len(written) }); err != nil {
		r.t.Errorf("%v: %d of %d", err, len(r.repliesHeld()), len(written))
	}
	private := 0
	for _, m := range r.discord.Messages() {
		if m.Only != "" {
			private++
		}
	}
	if private != answers {
		r.t.Errorf("%d commands have %d answers on screens", answers, private)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, n := range d.seen {
		if n != 1 {
			r.t.Errorf("%s was done %d times", id, n)
		}
	}
	if n := answers + len(written); len(d.seen) != n || n == 0 {
		r.t.Errorf("%d delivered, %d done", n, len(d.seen))
	}
	return answers + len(written)
}

// checkTalks returns how many interactions were delivered. They are answered.
func (r *rig) checkTalks(d *clerk, talks []*discordtest.Talk) (delivered int) {
	r.t.Helper()
	for _, talk := range talks {
		if talk.Failed != "" {
			continue // nobody was there: Discord tells the person
		}
		delivered++
		if err := r.discord.Settled(talk, 4*time.Second); err != nil {
			r.t.Fatalf("%v\n%s", err, r.trace(d, talk))
		} else if took := talk.Answered.Sub(talk.Begun); took > 3*time.Second {
			r.t.Errorf("an answer took %v", took)
		}
	}
	return delivered
}

// repliesHeld are the messages of people that the bot answered.
func (r *rig) repliesHeld() map[string]bool {
	to := map[string]bool{}
	for _, m := range r.discord.MessagesHeld() {
		if m.ReplyTo != "" {
			to[m.ReplyTo] = true
		}
	}
	return to
}

func (c *clerk) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

func (c *clerk) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen, c.got = nil, nil
}

func (l *lines) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}

// load is what several people do with hardly a pause. Each waits for their
// answer, so that on a slow machine they do less, and not more than it can.
type load struct {
	r       *rig
	stop    context.CancelFunc
	work    sync.WaitGroup
	mu      sync.Mutex
	talks   []*discordtest.Talk
	written []string // messages that were delivered
}

func (r *rig) load(people int) *load {
	ctx, stop := context.WithCancel(r.t.Context())
	l := &load{r: r, stop: stop}
	for range people {
		l.work.Go(func() {
			pause := time.NewTicker(2 * time.Millisecond)
			defer pause.Stop()
			for n := 1; ctx.Err() == nil; n++ {
				l.act(n%5 == 0)
				<-pause.C
			}
		})
	}
	return l
}

func (l *load) act(writes bool) {
	if writes {
		id, delivered := l.r.discord.Write(l.r.hana, "hello")
		l.mu.Lock()
		defer l.mu.Unlock()
		if delivered {
			l.written = append(l.written, id)
		}
		return
	}
	talk := l.r.command()
	if talk.Failed == "" {
		_ = l.r.discord.Settled(talk, 4*time.Second) // checkTalks says so if it is not
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.talks = append(l.talks, talk)
}

func (l *load) end() ([]*discordtest.Talk, []string) {
	l.stop()
	l.work.Wait()
	return l.talks, l.written
}

// trace is what became of an interaction.
func (r *rig) trace(d *clerk, talk *discordtest.Talk) string {
	d.mu.Lock()
	lines := []string{"the bot had it " + strings.Repeat("once ", d.seen["discord:"+talk.ID])}
	d.mu.Unlock()
	for _, c := range r.discord.Calls() {
		if strings.Contains(c.Path, talk.Token) {
			lines = append(lines, c.Method+" after "+c.At.Sub(talk.Begun).String())
		}
	}
	for line := range strings.SplitSeq(r.log.String(), "\n") {
		if strings.Contains(line, talk.ID) || strings.Contains(line, "ended") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
