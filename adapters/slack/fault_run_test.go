package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

// faultRun is a workspace whose people are at work while things go wrong.
type faultRun struct {
	*harness
	referee *refereeBot
	acts    atomic.Int64
}

// refereeBot is a bot that does what it is told, and knows an event again as the
// engine does.
type refereeBot struct {
	mu    sync.Mutex
	known map[string]bool // events
	done  map[string]int  // how often, by what was told
}

func (c *refereeBot) answer(ctx context.Context, e bot.Event) bot.Response {
	if len(e.About().ID)%3 == 0 { // some take a while, so that others overtake them
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	var task string
	asks := false
	switch e := e.(type) {
	case bot.UsedCommand:
		_, task, _ = strings.Cut(e.Line, " ")
		asks = strings.HasPrefix(e.Line, "/form")
	case bot.Wrote:
		task = e.Text
	case bot.Sent:
		task = e.Values["name"]
	case bot.Pressed:
		task = e.Action.Arg
		asks = e.Action.Route == sheet(nil).Reopen.Route
	case bot.Opened:
		return bot.Reply{Message: say("home")}
	default:
		return bot.Nothing{}
	}
	if asks {
		return bot.Ask{Sheet: sheet(nil)}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[e.About().ID] {
		return bot.Reply{Message: say("this has been done")}
	}
	c.known[e.About().ID] = true
	c.done[task]++
	if _, pressed := e.(bot.Pressed); pressed {
		return bot.Update{Message: say("done " + task)}
	}
	return bot.Reply{Message: say("done " + task)}
}

func (c *refereeBot) times(task string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done[task]
}

func (c *refereeBot) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.done = map[string]bool{}, map[string]int{}
}

const workers = 12

func newFaultRun(t *testing.T) *faultRun {
	c := &refereeBot{}
	c.forget()
	o := &faultRun{referee: c, harness: newHarness(t, &fakeBot{answer: c.answer, opens: func(e bot.Event) bool {
		used, ok := e.(bot.UsedCommand)
		return ok && strings.HasPrefix(used.Line, "/form")
	}}, func(c *slack.Config) {
		c.Connections, c.PingInterval = 3, 2500*time.Millisecond
		c.HTTPClient = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	})}
	for i := range workers {
		o.space.SetUser(slacktest.User{ID: fmt.Sprint("U", i), Name: fmt.Sprint("Worker ", i), Locale: "en-US"})
	}
	return o
}

// task is one thing that somebody wants done, once.
type task struct {
	name    string
	kind    string
	heard   bool // it was delivered to a live connection
	refused bool // it came when the bot was ending
	where   string
}

// work has everybody at work while something goes wrong, and looks that all of
// it was done.
func (o *faultRun) work(m mishap) {
	o.t.Helper()
	began := time.Now()
	defer func() { o.t.Logf("%s: %s", m.name, time.Since(began).Round(10*time.Millisecond)) }()
	var all sync.WaitGroup
	tasks := make([][]task, workers)
	half := make(chan struct{})
	var reached atomic.Int64
	for i := range workers {
		all.Go(func() {
			for j, kind := range kinds {
				if j == len(kinds)/2 && reached.Add(1) == workers/2 {
					close(half)
				}
				tasks[i] = append(tasks[i], o.act(fmt.Sprint("U", i), kind))
			}
		})
	}
	<-half
	undo := m.do(o)
	all.Wait()
	if undo != nil {
		undo()
	}
	for _, done := range tasks {
		for _, one := range done {
			if !m.cuts && !one.heard {
				o.t.Errorf("%s: %s did not arrive", m.name, one.name)
			}
			o.check(m.name, one)
		}
	}
	o.until("ready after "+m.name, func() bool { return o.adapter.Ready() == nil && o.space.Connections() >= 2 })
	if err := o.server.Problems(); err != nil {
		o.t.Errorf("%s: %v", m.name, err)
	}
}

// kinds are what people do, each a few times.
var kinds = []string{"command", "message", "press", "form", "send", "command", "home", "message", "press", "write", "form", "command"}

// act does one thing as somebody who waits for its answer.
func (o *faultRun) act(user, kind string) task {
	x := task{name: fmt.Sprint(kind, o.acts.Add(1)), kind: kind, where: "C1"}
	var err error
	switch kind {
	case "command":
		err = o.space.Command(user, "C1", "/do "+x.name).Deliver(o.t.Context())
	case "message":
		d := o.space.Write(user, x.name)
		x.where = user
		if err = d.Deliver(o.t.Context()); err == nil {
			_ = d.Again(o.t.Context()) // its acknowledgement was lost, Slack thinks
		}
	case "press":
		card := o.space.PostAsBot("C1", "card")
		action := bot.Action{Community: "acme", Route: "a.do", Arg: x.name}
		err = o.space.Press(user, "C1", card.TS, action.Encode()).Deliver(o.t.Context())
	case "form":
		err = o.fills(user, x.name)
	case "home":
		err = o.space.Look(user).Deliver(o.t.Context())
	case "send", "write":
		out := bot.Outgoing{Key: x.name, Channel: "slack:T1/C1", Message: say("done " + x.name)}
		if kind == "write" {
			x.where, out.Channel, out.User = user, "", bot.User("slack:T1/"+user)
		}
		err = o.delivers(out)
	}
	x.heard = err == nil
	var status slacktest.StatusError
	if x.refused = errors.As(err, &status) && status == http.StatusServiceUnavailable; x.refused {
		return x
	}
	if err != nil && !errors.Is(err, slacktest.ErrCut) && !errors.Is(err, bot.ErrUncertain) {
		o.t.Errorf("%s: %v", x.name, err)
	}
	return x
}

// fills opens a form, at once or by the button that is offered, and sends it.
func (o *faultRun) fills(user, name string) error {
	before := len(o.space.Conversation("C1"))
	if err := o.space.Command(user, "C1", "/form").Deliver(o.t.Context()); err != nil {
		return err
	}
	var cut error
	pressed := false
	o.until("a form for "+user, func() bool {
		if v := o.space.OpenViews(user); len(v) > 0 && v[len(v)-1].CallbackID == "sheet" {
			return true
		}
		for _, m := range o.space.Conversation("C1")[before:] {
			if !pressed && m.Only == user && strings.Contains(string(m.Blocks), "Open form") {
				pressed = true
				cut = o.space.Press(user, "C1", m.TS, sheet(nil).Reopen.Encode()).Deliver(o.t.Context())
			}
		}
		return cut != nil
	})
	if cut != nil {
		return cut
	}
	defer o.space.CloseViews(user)
	v := o.space.OpenViews(user)
	return o.space.Submit(user, v[len(v)-1], map[string]map[string]any{
		"name": {"x": map[string]any{"type": "plain_text_input", "value": name}},
	}).Deliver(o.t.Context())
}

// delivers sends as a courier does: again when there is time to, and when it was
// looked for and is not there.
func (o *faultRun) delivers(out bot.Outgoing) error {
	for {
		_, err := o.running().Send(o.t.Context(), out)
		if errors.Is(err, bot.ErrUncertain) {
			const settled = 2 * time.Minute // so long ago that it would be there by now
			if _, err = o.running().Find(o.t.Context(), out, time.Now().Add(-settled)); errors.Is(err, bot.ErrNotSent) {
				continue
			}
		}
		var after bot.TryAfter
		if !errors.As(err, &after) {
			return err
		}
		select {
		case <-time.After(time.Duration(after.Seconds) * time.Second / 10):
		case <-o.t.Context().Done():
			return o.t.Context().Err()
		}
	}
}

// check looks whether a task was done, and the answer is there. One that was cut
// off may have been done, but not twice.
func (o *faultRun) check(when string, x task) {
	o.t.Helper()
	shown := func() int {
		n := 0
		for _, m := range o.space.Conversation(x.where) {
			if m.Text == "done "+x.name {
				n++
			}
		}
		return n
	}
	if x.kind == "home" {
		return
	}
	if x.heard {
		o.until(x.name+" answered with "+when, func() bool { return shown() > 0 })
	}
	n, most := shown(), 1
	if x.kind == "press" || x.kind == "form" {
		most = 2 // what nobody else sees may be told twice when its reply was lost
	}
	if n > most {
		o.t.Errorf("%s: %s is shown %d times", when, x.name, n)
	}
	if done := o.referee.times(x.name); x.kind != "send" && x.kind != "write" && (done > 1 || x.heard && done == 0 || x.refused && done > 0) {
		o.t.Errorf("%s: %s was done %d times", when, x.name, done)
	}
}
