package slack_test

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Most tests wait most of the time, so there are more of them at once than
// processors.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// fakeBot is a bot that does what a test says.
type fakeBot struct {
	answer func(context.Context, bot.Event) bot.Response
	opens  func(bot.Event) bool

	mu   sync.Mutex
	seen map[string]int // by the event's id
	last bot.Event
}

func (b *fakeBot) Routes() []bot.Route { return nil }

func (b *fakeBot) Opens(e bot.Event) bool { return b.opens != nil && b.opens(e) }

func (b *fakeBot) Complete(context.Context, bot.Meta, string, string, string) []bot.Pick { return nil }

func (b *fakeBot) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	b.mu.Lock()
	if b.seen == nil {
		b.seen = map[string]int{}
	}
	b.seen[e.About().ID]++
	b.last = e
	b.mu.Unlock()
	if b.answer == nil {
		return echo(ctx, e)
	}
	return b.answer(ctx, e)
}

func (b *fakeBot) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen, b.last = nil, nil
}

func (b *fakeBot) latest() bot.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last
}

// events is how many different ones came, and whether one came twice.
func (b *fakeBot) events() (n int, twice []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, times := range b.seen {
		if times > 1 {
			twice = append(twice, id)
		}
	}
	return len(b.seen), twice
}

func echo(_ context.Context, e bot.Event) bot.Response {
	switch e := e.(type) {
	case bot.UsedCommand:
		return bot.Reply{Message: say("you typed " + e.Line)}
	case bot.Pressed:
		return bot.Update{Message: say("you pressed " + e.Action.Route)}
	case bot.Wrote:
		return bot.Reply{Message: say("you wrote " + e.Text)}
	case bot.Opened:
		return bot.Reply{Message: say("home")}
	case bot.Sent:
		return bot.Reply{Message: say("you sent " + e.Values["name"])}
	}
	return bot.Nothing{}
}

func say(text string) bot.Message { return bot.Say(bot.Plain(text)) }

func sheet(values bot.Values) bot.Sheet {
	return bot.Sheet{
		ID: "sheet", Title: "Form", Submit: "Send", Values: values, Part: 1, Parts: 1,
		Reopen: bot.Action{Community: "acme", Route: "form.open", Arg: "sheet"},
		Sections: []bot.Page{{Fields: []bot.Field{
			bot.Input{Base: bot.Base{Name: "name", Label: "Name"}}, bot.Number{Base: bot.Base{Name: "hours", Label: "Hours"}, Min: 1, Max: 9},
		}}},
	}
}

// harness is the adapter between a fakeBot and the fake.
type harness struct {
	t       *testing.T
	server  *slacktest.Server
	space   *slacktest.Space
	adapter *slack.Adapter
	bot     *fakeBot
	cfg     slack.Config
	url     string       // of the handler
	log     *bottest.Log // what was logged as an error
	stop    func() error
	http    *handlers

	mu      sync.Mutex
	handled int
	changed chan struct{}
}

func newHarness(t *testing.T, b *fakeBot, change ...func(*slack.Config)) *harness {
	t.Helper()
	return newWorldWith(t, b, func(_ *slacktest.Server, _ *slacktest.Space, c *slack.Config) {
		for _, f := range change {
			f(c)
		}
	})
}

// newWorldWith also says when it has begun; it need not: when it is ready.
func newWorldWith(t *testing.T, b *fakeBot, change func(*slacktest.Server, *slacktest.Space, *slack.Config), begun ...func(*harness) bool) *harness {
	t.Helper()
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	w := &harness{t: t, server: server, space: server.AddSpace("T1"), bot: b, log: &bottest.Log{}, changed: make(chan struct{})}
	w.space.SetChannel(slacktest.Channel{ID: "C1", Name: "#general"})
	for _, u := range []slacktest.User{
		{ID: "UHANA", Name: "田中 花", Locale: "ja-JP", TZ: "Asia/Tokyo"}, {ID: "UKEN", Name: "Ken", Locale: "en-US"},
	} {
		w.space.SetUser(u)
	}
	cfg := slack.Config{
		APIURL: server.APIURL(), Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelError})),
		Observe: w.observe, Workspaces: []slack.Workspace{{
			Community: "acme", BotToken: secret.New(w.space.BotToken), AppToken: secret.New(w.space.AppToken),
			SigningSecret: secret.New(w.space.SigningSecret),
		}},
	}
	change(server, w.space, &cfg)
	w.cfg, w.http = cfg, &handlers{}
	http := httptest.NewServer(w.http)
	w.url = http.URL
	w.begin()
	t.Cleanup(func() {
		if err := w.stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
		http.Close()
		if err := errors.Join(server.Problems(), server.Close()); err != nil {
			t.Error(err)
		}
	})
	begun = append(begun, func(*harness) bool { return w.adapter.Ready() == nil })
	w.until("ready", func() bool { return begun[0](w) })
	return w
}

// begin starts an adapter, the first one or another.
func (w *harness) begin() {
	w.t.Helper()
	a, err := slack.New(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.adapter = a
	w.mu.Unlock()
	w.http.set(a.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, w.bot) }()
	w.stop = sync.OnceValue(func() error { cancel(); return <-ended })
}

// running is the adapter, for whoever is at work while it is started again.
func (w *harness) running() *slack.Adapter {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.adapter
}

// handlers is the handler of the adapter that runs.
type handlers struct {
	mu  sync.Mutex
	now http.Handler
}

func (h *handlers) set(now http.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = now
}

func (h *handlers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	now := h.now
	h.mu.Unlock()
	now.ServeHTTP(w, r)
}

// in has everything delivered in a mode.
func (w *harness) in(mode slacktest.Mode) {
	to := ""
	if mode == slacktest.SignedHTTP {
		to = w.url
	}
	w.server.DeliverTo(to)
}

func (w *harness) observe(slack.Handled) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.handled++
	close(w.changed)
	w.changed = make(chan struct{})
}

// until waits for a condition, and fails the test when it does not come.
func (w *harness) until(what string, holds func() bool) {
	w.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			w.t.Fatalf("not %s after 15 s; logged: %s", what, w.log)
		}
		select {
		case <-w.t.Context().Done():
			w.t.Fatal("the test is over")
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// does delivers something and waits until the bot is done with it.
func (w *harness) does(d *slacktest.Delivery) {
	w.t.Helper()
	w.mu.Lock()
	n := w.handled + 1
	w.mu.Unlock()
	if err := d.Deliver(w.t.Context()); err != nil {
		w.t.Fatalf("%v; logged: %s", err, w.log)
	}
	w.until("answered", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.handled >= n })
}
