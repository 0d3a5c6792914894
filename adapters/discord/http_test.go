package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// pinged is hana's /ping, as Discord posts it.
func (r *harness) pinged(id string) []byte {
	return fmt.Appendf(nil, `{"id":%q,"application_id":%q,"type":2,"token":"token-%s","guild_id":%q,"channel_id":%q,"member":{"user":{"id":%q},"roles":[]},"data":{"name":"ping"}}`,
		id, r.discord.App(), id, r.server, r.channel, r.hana)
}

func (r *harness) post(req *http.Request) (int, string) {
	r.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: 3 * time.Second}}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

// What is not from Discord, not of now, or came before, is refused before the
// bot, or Discord, hears of it.
func TestRefusesWhatIsNotFromDiscord(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	d := &fakeBot{routes: []bot.Route{ping()}, answer: says("pong")}
	r.run(d)
	stranger := discordtest.Start()
	defer stranger.Close()
	const signature, stamp = "X-Signature-Ed25519", "X-Signature-Timestamp"
	now, body := time.Now(), r.pinged("17")
	large := bytes.Repeat([]byte(" "), 1<<20+1)
	signed := func(at time.Time, body []byte) *http.Request { return r.discord.Sign(r.url, at, body) }
	with := func(name, value string) *http.Request {
		req := signed(now, body)
		req.Header.Set(name, value)
		return req
	}
	tampered := signed(now, body)
	tampered.Body, tampered.ContentLength = io.NopCloser(bytes.NewReader(r.pinged("18"))), int64(len(body))
	tooLarge := signed(now, large)
	tooLarge.Header.Set("Expect", "100-continue") // who sends on while it is refused may not hear why
	foreign := stranger.Sign(r.url, now, body)
	before := len(r.discord.Calls())
	for _, tt := range []struct {
		name string
		req  *http.Request
		want int
	}{
		{"unsigned", with(signature, ""), 401},
		{"without a time", with(stamp, ""), 401},
		{"a time that is none", with(stamp, "now"), 401},
		{"a time of somewhen", with(stamp, "99999999999999999999"), 401},
		{"another time", with(stamp, fmt.Sprint(now.Unix()+1)), 401},
		{"a signature that is none", with(signature, strings.Repeat("zz", 64)), 401},
		{"half a signature", with(signature, strings.Repeat("00", 32)), 401},
		{"nothing but zeros", with(signature, strings.Repeat("00", 64)), 401},
		{"tampered", tampered, 401},
		{"another's key", foreign, 401},
		{"two minutes old", signed(now.Add(-2*time.Minute), body), 401},
		{"two minutes early", signed(now.Add(2*time.Minute), body), 401},
		{"too large", tooLarge, 413},
		{"not JSON", signed(now, []byte("{")), 400},
		{"nobody's", signed(now, []byte(`{"id":"1","type":2,"token":"t","data":{"name":"ping"}}`)), 400},
	} {
		if got, _ := r.post(tt.req); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	if n := len(d.events()); n != 0 || len(r.discord.Calls()) != before {
		t.Errorf("%d of these reached the bot, and Discord was asked %d times", n, len(r.discord.Calls())-before)
	}
	if code, said := r.post(signed(now, body)); code != 200 || !strings.Contains(said, "pong") {
		t.Errorf("a good one: %d %s", code, said)
	}
	shouted := signed(now, body)
	shouted.Header.Set(signature, strings.ToUpper(shouted.Header.Get(signature)))
	for name, again := range map[string]*http.Request{"replayed": signed(now, body), "replayed in capitals": shouted} {
		if code, _ := r.post(again); code != 409 {
			t.Errorf("%s: %d, want 409", name, code)
		}
	}
	if n := len(d.events()); n != 1 {
		t.Errorf("the bot had %d commands", n)
	}
}

// Discord looks whether the endpoint answers, and whether it refuses.
func TestAnswersDiscordItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	body := []byte(`{"id":"1","application_id":"2","type":1,"token":"t","version":1}`)
	if code, said := r.post(r.discord.Sign(r.url, time.Now(), body)); code != 200 || said != `{"type":1}` {
		t.Errorf("a ping: %d %s", code, said)
	}
	req := r.discord.Sign(r.url, time.Now().Add(-time.Second), body)
	req.Header.Set("X-Signature-Timestamp", fmt.Sprint(time.Now().Unix()))
	if code, _ := r.post(req); code != 401 {
		t.Errorf("a forged ping: %d", code)
	}
	get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := r.post(get); code != 405 {
		t.Errorf("GET: %d", code)
	}
}

// An adapter that does not run says so; nothing is begun.
func TestNotRunning(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	if code, _ := r.post(r.discord.Sign(r.url, time.Now(), r.pinged("17"))); code != http.StatusServiceUnavailable {
		t.Errorf("%d, want 503", code)
	}
}

// Interactions over HTTP, direct messages over the gateway: with a public key
// both come.
func TestDirectMessageBesideHTTP(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says("pong")})
	r.settled(r.command())
	id, delivered := r.discord.Write(r.hana, "ping")
	if !delivered {
		t.Fatal("no connection is up")
	}
	if err := r.discord.Wait(5*time.Second, "an answer", func() bool { return r.repliesHeld()[id] }); err != nil {
		t.Error(err)
	}
}

// What is new in an interaction does not keep it from being answered.
func TestNewKindsAreAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverHTTP, nil)
	d := &fakeBot{routes: []bot.Route{ping()}, answer: says("pong")}
	r.run(d)
	for name, data := range map[string]string{
		"component of a new type": `"type":3,"data":{"custom_id":"acme|x.ping|","component_type":99,"values":{"a":1}}`,
		"form of new parts":       `"type":5,"data":{"custom_id":"acme.a.0.1","components":[{"type":77,"component":{"type":78,"custom_id":"a","value":{"b":[]}}},{"type":18,"component":7}]}`,
		"command of a new type":   `"type":2,"data":{"name":"ping","type":9,"options":[{"name":"a","type":42,"value":{"x":1}}]}`,
		"data of a new kind":      `"type":2,"data":["ping"]`,
		"interaction of a type":   `"type":6,"data":{}`,
	} {
		t.Run(name, func(t *testing.T) {
			body := fmt.Appendf(nil, `{"id":"20","application_id":"2","token":"t","guild_id":%q,"channel_id":%q,"novelty":{},"member":{"user":{"id":%q},"roles":[]},%s}`,
				r.server, r.channel, r.hana, data)
			code, said := r.post(r.discord.Sign(r.url, time.Now(), body))
			var answer struct {
				Type int `json:"type"`
			}
			if err := json.Unmarshal([]byte(said), &answer); err != nil || code != 200 || answer.Type != 4 {
				t.Errorf("%d %s", code, said)
			}
		})
	}
}

// A request that the bot rejects, because another copy of it had one like it, gets
// nothing, and what the person was shown stays: neither at once nor after it was
// acknowledged is Discord called.
func TestRejectedRequest(t *testing.T) {
	t.Parallel()
	late := make(chan struct{})
	var deliveries []string
	r := newRig(t, discordtest.OverHTTP, nil, func(c *discord.Config) { c.Pace.Acknowledge = 50 * time.Millisecond })
	d := &fakeBot{routes: []bot.Route{ping()}, answer: func(_ context.Context, e bot.Event) bot.Response {
		if deliveries = append(deliveries, e.About().Delivery); len(deliveries) > 1 {
			<-late
		}
		return bot.Reject{}
	}}
	r.run(d)
	before := len(r.discord.Calls())
	if code, said := r.post(r.discord.Sign(r.url, time.Now(), r.pinged("17"))); code != 409 {
		t.Errorf("at once: %d, want 409: %s", code, said)
	}
	time.AfterFunc(100*time.Millisecond, func() { close(late) })
	if code, said := r.post(r.discord.Sign(r.url, time.Now(), r.pinged("18"))); code != 200 || said != `{"type":5,"data":{"flags":64}}` {
		t.Errorf("late: %d %s", code, said)
	}
	r.end()
	if n := len(r.discord.Calls()) - before; n != 0 {
		t.Errorf("Discord was called %d times", n)
	}
	if len(deliveries) != 2 || deliveries[0] == "" || deliveries[0] == deliveries[1] {
		t.Errorf("the deliveries are %q", deliveries)
	}
}
