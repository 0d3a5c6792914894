package slack_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

func commandBody(text string) []byte {
	return []byte(url.Values{
		"command": {"/x"}, "text": {text}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"UKEN"}, "trigger_id": {"t." + text},
	}.Encode())
}

func (w *harness) post(path string, body []byte, header http.Header) (int, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header = header
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

// What is not from Slack is refused before the bot, or the Web API, hears of it.
func TestRefusesWhatIsNotFromSlack(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	body := commandBody("hello")
	now := time.Now()
	good := w.space.Sign(body, now)
	without := func(name string) http.Header {
		h := good.Clone()
		h.Del(name)
		return h
	}
	large := bytes.Repeat([]byte("x"), 1<<20+1)
	for name, tt := range map[string]struct {
		body   []byte
		header http.Header
		want   int
	}{
		"unsigned":           {body, http.Header{}, 401},
		"without signature":  {body, without("X-Slack-Signature"), 401},
		"without time":       {body, without("X-Slack-Request-Timestamp"), 401},
		"tampered":           {commandBody("hullo"), good, 401},
		"six minutes old":    {body, w.space.Sign(body, now.Add(-6*time.Minute)), 401},
		"six minutes early":  {body, w.space.Sign(body, now.Add(6*time.Minute)), 401},
		"too large":          {large, w.space.Sign(large, now), 413},
		"another's secret":   {body, w.server.AddSpace("T2").Sign(body, now), 401},
		"time is not a time": {body, http.Header{"X-Slack-Signature": good["X-Slack-Signature"], "X-Slack-Request-Timestamp": {"now"}}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{slack.CommandsPath, slack.InteractionsPath, slack.EventsPath} {
				if got, _ := w.post(path, tt.body, tt.header); got != tt.want {
					t.Errorf("%s: %d, want %d", path, got, tt.want)
				}
			}
		})
	}
	if n, _ := w.bot.events(); n != 0 {
		t.Errorf("%d of these reached the bot", n)
	}
	if code, said := w.post(slack.CommandsPath, body, good); code != 200 || !strings.Contains(said, "you typed /x hello") {
		t.Errorf("a good one: %d %s", code, said)
	}
	shouted := good.Clone()
	shouted.Set("X-Slack-Signature", "v0="+strings.ToUpper(strings.TrimPrefix(good.Get("X-Slack-Signature"), "v0=")))
	for name, again := range map[string]http.Header{"replayed": good, "replayed in capitals": shouted} {
		if code, _ := w.post(slack.CommandsPath, body, again); code != 409 {
			t.Errorf("%s: %d, want 409", name, code)
		}
	}
	if n, twice := w.bot.events(); n != 1 || len(twice) > 0 {
		t.Errorf("the bot saw %d commands, twice: %v", n, twice)
	}
}

func TestAnswersSlackItself(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	body := []byte(`{"type":"url_verification","challenge":"c-1"}`)
	if code, said := w.post(slack.EventsPath, body, w.space.Sign(body, time.Now())); code != 200 || said != "c-1" {
		t.Errorf("url_verification: %d %q", code, said)
	}
	body = []byte("ssl_check=1&token=x")
	if code, said := w.post(slack.CommandsPath, body, w.space.Sign(body, time.Now())); code != 200 || said != "" {
		t.Errorf("ssl_check: %d %q", code, said)
	}
	for _, body := range []string{`{"type":"event_callback","team_id":"T1","event":{"type":"solar_eclipse"}}`, `{"type":"event_callback","event":7}`, "not JSON"} {
		if code, _ := w.post(slack.EventsPath, []byte(body), w.space.Sign([]byte(body), time.Now())); code != 200 {
			t.Errorf("%s: %d", body, code)
		}
	}
	if n, _ := w.bot.events(); n != 0 {
		t.Errorf("%d of these reached the bot", n)
	}
}

// Bodies that never come, and thousands of connections, do not keep others
// from being served.
func TestSlowBodiesDoNotHurtOthers(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	many := 1000
	if raceEnabled {
		many = 200
	}
	kinds := []string{"Content-Length: 1000", "Content-Length: 1000000", "Transfer-Encoding: chunked"}
	head := "POST /slack/commands HTTP/1.1\r\nHost: x\r\n"
	for name, values := range w.space.Sign([]byte("x"), time.Now()) {
		head += name + ": " + values[0] + "\r\n"
	}
	each := func(i int) string { return head + kinds[i%len(kinds)] + "\r\n\r\n" }
	adaptertest.Flood(t, strings.TrimPrefix(w.url, "http://"), many, each, func() {
		w.server.DeliverTo(w.url)
		w.does(w.space.Command("UKEN", "C1", "/x"))
		w.sees("C1 only UKEN: you typed /x")
	}, "408", "503")
}

// An adapter that is ending, or does not know its workspace yet, has Slack come
// again.
func TestComesAgainLater(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	body := commandBody("late")
	header := w.space.Sign(body, time.Now())
	for range 2 {
		if code, _ := w.post(slack.CommandsPath, body, header); code != http.StatusServiceUnavailable {
			t.Errorf("%d, want 503", code)
		}
	}
}

func TestHTTPWithoutSocket(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) { c.Workspaces[0].AppToken = secret.Value{} })
	if n := w.server.Calls("apps.connections.open"); n != 0 {
		t.Errorf("%d connections were asked for", n)
	}
	w.server.DeliverTo(w.url)
	w.does(w.space.Write("UKEN", "hello"))
	if got := w.answers(); len(got) != 1 || got[0] != "you wrote hello" {
		t.Errorf("answers: %q", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := w.space.Event(map[string]any{"type": "app_uninstalled"}).Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	w.until("not ready any more", func() bool { return w.adapter.Ready() != nil })
}

// A request that the bot rejects, because another copy of it had one like it, gets
// nothing: neither at once nor after it was acknowledged. A redelivery is another
// request.
func TestRejectedRequest(t *testing.T) {
	t.Parallel()
	var deliveries []string
	late := make(chan struct{})
	w := newHarness(t, &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
		deliveries = append(deliveries, e.About().Delivery)
		if c, ok := e.(bot.UsedCommand); ok && strings.HasSuffix(c.Line, "late") {
			<-late
		}
		return bot.Reject{}
	}})
	body := commandBody("at once")
	for i := range 2 {
		if code, _ := w.post(slack.CommandsPath, body, w.space.Sign(body, time.Now().Add(time.Duration(i)*time.Second))); code != 409 {
			t.Errorf("at once: %d, want 409", code)
		}
	}
	if len(deliveries) != 2 || deliveries[0] == "" || deliveries[0] == deliveries[1] {
		t.Errorf("the deliveries are %q", deliveries)
	}
	body = commandBody("late")
	if code, said := w.post(slack.CommandsPath, body, w.space.Sign(body, time.Now())); code != 200 || said != "" {
		t.Errorf("late: %d %q", code, said)
	}
	close(late)
	w.until("done", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.handled == 3 })
	if seen := w.screen(); len(seen) != 0 {
		t.Errorf("on the screen: %q", seen)
	}
	w.server.DeliverTo("")
	w.bot.answer = nil
	w.does(w.space.Command("UKEN", "C1", "/x"))
	if d := w.bot.latest().About().Delivery; d != "" {
		t.Errorf("over a connection the delivery is %q", d)
	}
}
