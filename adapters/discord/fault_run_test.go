package discord_test

import (
	"context"
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

// newFaultRun is a bot over two shards, of whose answers some are late.
func newFaultRun(t *testing.T) (*harness, *fakeBot) {
	t.Helper()
	d := &fakeBot{routes: []bot.Route{ping()}}
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

// faultRun has one mishap after another happen while people are busy, and returns
// how much was delivered to a live connection: each of that was done once, in
// time, and answered once.
func (r *harness) faultRun(d *fakeBot) int {
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
	talks, all := load.end()
	var written []string
	for _, id := range all {
		if !r.lost(id) {
			written = append(written, id)
		}
	}
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
func (r *harness) checkTalks(d *fakeBot, talks []*discordtest.Talk) (delivered int) {
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

// lost reports that the session ended before a message was delivered.
func (r *harness) lost(id string) (lost bool) {
	_ = r.discord.Wait(0, "", func() bool { lost = r.discord.LostHeld(id); return true })
	return lost
}

// repliesHeld are the messages of people that the bot answered.
func (r *harness) repliesHeld() map[string]bool {
	to := map[string]bool{}
	for _, m := range r.discord.MessagesHeld() {
		if m.ReplyTo != "" {
			to[m.ReplyTo] = true
		}
	}
	return to
}

func (c *fakeBot) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

func (c *fakeBot) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen, c.got = nil, nil
}

// load is what several people do with hardly a pause. Each waits for their
// answer, so that on a slow machine they do less, and not more than it can.
type load struct {
	r       *harness
	stop    context.CancelFunc
	work    sync.WaitGroup
	mu      sync.Mutex
	talks   []*discordtest.Talk
	written []string // messages that were delivered
}

func (r *harness) load(people int) *load {
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
func (r *harness) trace(d *fakeBot, talk *discordtest.Talk) string {
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
