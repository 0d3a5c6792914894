package slack_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

// Whatever is in an envelope, it is acknowledged.
func TestEveryEnvelopeIsAcknowledged(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	for name, envelope := range map[string]string{
		"unknown type":          `{"envelope_id":%q,"type":"telepathy","payload":{}}`,
		"no type":               `{"envelope_id":%q}`,
		"payload is a list":     `{"envelope_id":%q,"type":"events_api","payload":[1]}`,
		"payload is a text":     `{"envelope_id":%q,"type":"slash_commands","payload":"x","accepts_response_payload":true}`,
		"unknown event":         `{"envelope_id":%q,"type":"events_api","payload":{"type":"event_callback","event":{"type":"solar_eclipse"}}}`,
		"event without type":    `{"envelope_id":%q,"type":"events_api","payload":{"type":"event_callback","event":{}}}`,
		"event is a number":     `{"envelope_id":%q,"type":"events_api","payload":{"type":"event_callback","event":7}}`,
		"fields of other types": `{"envelope_id":%q,"type":"interactive","payload":{"type":7,"user":"x","actions":{}},"accepts_response_payload":true}`,
		"press without action":  `{"envelope_id":%q,"type":"interactive","payload":{"type":"block_actions","user":{"id":"UHANA"},"actions":[]}}`,
		"unknown action":        `{"envelope_id":%q,"type":"interactive","payload":{"type":"block_actions","user":{"id":"UHANA"},"actions":[{"type":"button","value":"x"}]}}`,
		"form without view":     `{"envelope_id":%q,"type":"interactive","payload":{"type":"view_submission","user":{"id":"UHANA"}}}`,
		"broken inside":         `{"envelope_id":%q,"type":"slash_commands","payload":{"command":"/x","text":"half`,
		"broken behind":         `{"type":"events_api","payload":{"type":"event_callback",,},"envelope_id":%q}`,
		"an id in a text":       `{"payload":{"text":"\"envelope_id\":\"other\""},"envelope_id" : %q,"type":"interactive",]`,
		"type is a number":      `{"envelope_id":%q,"type":7,"payload":null}`,
		"accepts is a text":     `{"envelope_id":%q,"type":"telepathy","accepts_response_payload":"yes"}`,
		"nothing to press":      `{"envelope_id":%q,"type":"interactive","payload":null}`,
		"retry is a text":       `{"envelope_id":%q,"type":"events_api","retry_attempt":"two","payload":{"type":"event_callback","event":{"type":"message"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			err := w.space.Envelope(t.Context(), func(id string) string { return fmt.Sprintf(envelope, id) })
			if err != nil {
				t.Error(err)
			}
		})
	}
	if n, _ := w.bot.events(); n != 0 {
		t.Errorf("%d of these reached the bot", n)
	}
}

// The library refuses an envelope for a field that the bot does not need. The
// person is answered all the same.
func TestEnvelopeThatOnlyTheLibraryCannotRead(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	err := w.space.Envelope(t.Context(), func(id string) string {
		return fmt.Sprintf(`{"envelope_id":%q,"type":"interactive","accepts_response_payload":true,"payload":{
			"type":"block_actions","team":{"id":"T1"},"user":{"id":"UHANA"},"trigger_id":"1","message":{"ts":"1","reactions":"none"},
			"container":{"type":"view"},"actions":[{"type":"button","value":"acme|a.b|c"}],"is_cleared":"maybe"}}`, id)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.until("answered", func() bool { n, _ := w.bot.events(); return n == 1 })
}

// What comes as soon as there is a connection is answered, however long Slack
// took to say whose it is.
func TestServesFromTheFirstConnectionOn(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, &fakeBot{}, func(s *slacktest.Server, _ *slacktest.Space, _ *slack.Config) {
		s.Inject(slacktest.Fault{Method: "auth.test", Kind: slacktest.Slow, After: 300 * time.Millisecond, Times: 1})
	}, func(w *harness) bool { return w.space.Connections() > 0 })
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1 only UKEN: you typed /x")
}

// A connection on which Slack does not ping is kept as long as it answers.
func TestConnectionsWithoutPings(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) { c.Connections, c.PingInterval = 2, 400*time.Millisecond })
	w.until("both are connected", func() bool { return w.space.Connections() == 2 }) // one is enough to be ready
	w.server.Hush()
	made := w.server.Calls("apps.connections.open")
	asked := w.server.Pinged()
	w.until("both were asked for longer than they may be silent", func() bool { return w.server.Pinged() >= asked+12 })
	if n := w.server.Calls("apps.connections.open"); n != made {
		t.Errorf("%d connections were made meanwhile", n-made)
	}
}

func TestManyCommandsAtOnce(t *testing.T) {
	many := 1000
	if raceEnabled {
		many = 300 // the race detector takes its time
	}
	for _, mode := range []slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) {
			w := newHarness(t, &fakeBot{})
			if mode == slacktest.SignedHTTP {
				w.server.DeliverTo(w.url)
			}
			var all sync.WaitGroup
			late := make(chan error, many)
			for i := range many {
				all.Go(func() {
					if err := w.space.Command("UKEN", "C1", fmt.Sprintf("/echo %d", i)).Deliver(t.Context()); err != nil {
						late <- err
					}
				})
			}
			all.Wait()
			close(late)
			for err := range late {
				t.Fatal(err)
			}
			w.until("all answered", func() bool { return len(w.space.Conversation("C1")) >= many })
			answers := map[string]int{}
			for _, m := range w.space.Conversation("C1") {
				if m.Only != "UKEN" {
					t.Fatalf("everybody sees %q", m.Text)
				}
				answers[m.Text]++
			}
			for i := range many {
				if n := answers[fmt.Sprintf("you typed /echo %d", i)]; n != 1 {
					t.Errorf("command %d was answered %d times", i, n)
				}
			}
		})
	}
}

// settled waits until so many events came to their end.
func (w *harness) settled(n int) {
	w.t.Helper()
	w.until("settled", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.handled >= n })
}

// sees compares what came up since the last look.
func (w *harness) sees(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.screen()); diff != "" {
		w.t.Errorf("on the screens (-want +got):\n%s\nlogged: %s", diff, w.log)
	}
}

// Slack renews connections while people work. Nothing is lost and nothing is
// done twice.
func TestDisconnectsUnderLoad(t *testing.T) {
	t.Parallel()
	const many, renewals = 400, 12
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) { c.Connections = 3 })
	stop := make(chan struct{})
	var renewing sync.WaitGroup
	renewing.Go(func() {
		for i := range renewals {
			if w.space.AwaitConnections(t.Context(), 2) != nil {
				return
			}
			reason := []string{"warning", "refresh_requested"}[i%2]
			if err := w.space.Disconnect(reason); err != nil {
				t.Errorf("disconnect: %v", err)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	var all sync.WaitGroup
	turn := make(chan struct{}, 20)
	for i := range many {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			d := w.space.Command("UKEN", "C1", fmt.Sprintf("/echo %d", i))
			if i%2 == 1 {
				d = w.space.Write("UKEN", fmt.Sprintf("%d", i))
			}
			if err := d.Deliver(t.Context()); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	all.Wait()
	close(stop)
	renewing.Wait()
	w.until("all answered", func() bool { return len(w.answers()) >= many })
	answers := w.answers()
	slices.Sort(answers)
	if n := len(slices.Compact(answers)); n != many || len(w.answers()) != many {
		t.Errorf("%d answers, %d different ones: want %d", len(w.answers()), n, many)
	}
	if _, twice := w.bot.events(); len(twice) > 0 {
		t.Errorf("came twice: %v", twice)
	}
}

func (w *harness) answers() []string {
	var texts []string
	for _, at := range []string{"C1", "UKEN"} {
		for _, m := range w.space.Conversation(at) {
			if m.User == w.space.BotUser {
				texts = append(texts, m.Text)
			}
		}
	}
	return texts
}

// A connection that is cut without a word: what was not acknowledged comes
// again as events do, with the same id.
func TestCutConnections(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	for range 3 {
		if err := w.space.AwaitConnections(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		if err := w.space.Reset(); err != nil {
			t.Fatal(err)
		}
		w.does(w.space.Write("UKEN", "hello"))
	}
	if n := len(w.answers()); n != 3 {
		t.Errorf("%d answers: want 3", n)
	}
}

// A panic in the bot ends its own event and no other.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{answer: func(ctx context.Context, e bot.Event) bot.Response {
		if strings.Contains(e.(bot.UsedCommand).Line, "panic") {
			panic("a secret text")
		}
		return echo(ctx, e)
	}})
	w.does(w.space.Command("UKEN", "C1", "/panic"))
	w.does(w.space.Command("UKEN", "C1", "/fine"))
	w.sees("C1 only UKEN: Something went wrong. Please wait a moment and try again.", "C1 only UKEN: you typed /fine")
	if strings.Contains(w.log.String(), "secret text") {
		t.Error("what was panicked with is in the log")
	}
}
