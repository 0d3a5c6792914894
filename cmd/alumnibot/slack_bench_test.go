package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// BenchmarkSignedSlack is a slash command as Slack signs it, through HTTP to its
// answer, with a redis-server on a socket: the open gigs, in two round trips.
// bare is what a handler takes that does nothing but check the signature, make
// the same two round trips and write the same answer, which it knows.
func BenchmarkSignedSlack(b *testing.B) {
	defer collectSeldom(os.Getenv)()
	h := newHighStreet(b)
	text := h.answer(b)
	compared(b, text, h.request, func(b *testing.B) string { return h.bare(b, text) }, h.bot)
}

// highStreet is a town with a member on Slack, who asks for the open gigs.
type highStreet struct {
	*town
	socket string // of Redis
	slack  *slacktest.Server
	space  *slacktest.Space
}

const asked = "/gig list"

func newHighStreet(b *testing.B) *highStreet {
	redis := redistest.Server(b)
	h := &highStreet{town: newTown(b, redis), socket: addressOf(b, redis)}
	for i := range 10 {
		h.as("mori").publishes(bot.Values{"title": fmt.Sprint("募集", i)})
	}
	var err error
	if h.slack, err = slacktest.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { h.slack.Close() })
	h.space = h.slack.AddSpace("T1")
	h.space.SetUser(slacktest.User{ID: "U1", Name: "田中 花", Locale: "ja-JP", TZ: "Asia/Tokyo"})
	tx := h.db.Begin(storage.CommunityScope(string(bottest.Home)), "", h.clock)
	h.members.Register(tx, "slack", member.Member{
		Name: "田中 花", Accounts: []bot.User{"slack:T1/U1"}, Department: "開発部", Left: 2022, Skills: []string{"go"}, Closeness: member.OpenGigs,
	}, member.Purposes(), bot.Japanese, h.clock)
	if err := tx.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
	h.settle()
	return h
}

func addressOf(b *testing.B, r *redistest.Redis) string {
	client, ok := r.Client.(*redis.Client)
	if !ok {
		b.Fatal("no single server")
	}
	return client.Options().Addr
}

// bot is the bot as "alumnibot serve" runs it, at the address it returns.
func (h *highStreet) bot(b *testing.B) string {
	db, err := storage.Open(b.Context(), storage.Options{URL: "unix://" + h.socket})
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	m := newMetrics()
	db.Observe(m.trip)
	a, err := slack.New(slack.Config{APIURL: h.slack.APIURL(), Log: log, Observe: m.handled, Workspaces: []slack.Workspace{{
		Community: bottest.Home, BotToken: slack.Secret(h.space.BotToken), SigningSecret: slack.Secret(h.space.SigningSecret),
	}}})
	if err != nil {
		b.Fatal(err)
	}
	all := []platform{{Adapter: a, ready: a.Ready, routes: map[string]http.Handler{"/slack/": a.Handler()}}}
	assembled, err := assemble(ground{
		db: db, clock: func() time.Time { return h.clock }, log: log, communities: h.communities, profile: profiles(all), observe: m.call,
	})
	if err != nil {
		b.Fatal(err)
	}
	courier, err := assembled.courier(a)
	if err != nil {
		b.Fatal(err)
	}
	assembled.waking(courier)
	ctx, stop := context.WithCancel(b.Context())
	address, serving := listening(b, newServer(routes(db, func() error { return nil }, all, m, log), newCrowd(maxConnections), log))
	var running sync.WaitGroup
	running.Go(func() { _ = a.Run(ctx, assembled.engine) })
	running.Go(func() { _ = courier.Run(ctx) })
	b.Cleanup(func() {
		stop()
		running.Wait()
		serving()
		db.Close()
	})
	for deadline := time.Now().Add(patience); a.Ready() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatal(a.Ready())
		}
	}
	return address
}

// listening serves, and returns where, and what ends it.
func listening(b *testing.B, server *http.Server) (address string, end func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	return l.Addr().String(), func() {
		server.Close()
		<-ended
	}
}

// request is the i-th of a run: no two are the same.
func (h *highStreet) request(i int) []byte {
	return h.wire(fmt.Sprintf("%d.%d", time.Now().UnixNano(), i))
}

// body is the command as Slack writes it.
func (h *highStreet) body(trigger string) []byte {
	return []byte(url.Values{
		"command": {"/gig"}, "text": {"list"}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "trigger_id": {trigger},
		"token": {"unused"}, "team_domain": {"acme"}, "channel_name": {"general"}, "user_name": {"hana"}, "api_app_id": {"A1"},
		"is_enterprise_install": {"false"}, "response_url": {"https://hooks.slack.com/commands/T1/1/x"},
	}.Encode())
}

// wire is the signed request.
func (h *highStreet) wire(trigger string) []byte {
	body := h.body(trigger)
	signed := h.space.Sign(body, time.Now())
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bot.example.com\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"+
		"Accept: application/json,*/*\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", slack.CommandsPath, len(body))
	for name, values := range signed {
		head += name + ": " + values[0] + "\r\n"
	}
	return append([]byte(head+"\r\n"), body...)
}

// trip is what was asked of Redis at once.
type trip struct {
	asked [][]any
	pipe  bool
}

// tape notes the round trips.
type tape struct {
	mu    sync.Mutex
	trips []trip
}

func (p *tape) DialHook(next redis.DialHook) redis.DialHook { return next }

func (p *tape) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		p.note(trip{asked: [][]any{c.Args()}})
		return next(ctx, c)
	}
}

func (p *tape) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cs []redis.Cmder) error {
		t := trip{pipe: true}
		for _, c := range cs {
			t.asked = append(t.asked, c.Args())
		}
		p.note(t)
		return next(ctx, cs)
	}
}

func (p *tape) note(t trip) {
	if name := t.asked[0][0]; name == "hello" || name == "client" {
		return // a new connection introduces itself
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trips = append(p.trips, t)
}

// recorded are the round trips to what happened.
func recorded(b *testing.B, h *town, socket string, event bot.Event) []trip {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	defer client.Close()
	if err := client.Ping(b.Context()).Err(); err != nil {
		b.Fatal(err)
	}
	p := &tape{}
	client.AddHook(p)
	again, err := assemble(ground{
		db: storage.New(client), clock: h.assembly.clock, log: h.assembly.log, communities: h.communities,
		profile: func(context.Context, bot.User) (bot.Profile, error) { return bot.Profile{Roles: bot.Insider}, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	again.engine.Dispatch(b.Context(), event)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.trips) != 2 {
		b.Fatalf("%d round trips instead of two: %v", len(p.trips), p.trips)
	}
	return slices.Clone(p.trips)
}

// bare is the least that could answer with text.
func (h *highStreet) bare(b *testing.B, text []byte) string {
	command := h.as("hana").typed(asked)
	command.User = "slack:T1/U1"
	trips := recorded(b, h.town, h.socket, command)
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: h.socket})
	secret := []byte(h.space.SigningSecret)
	address, end := listening(b, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || !genuine(r.Header, body, secret) {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		if form, err := url.ParseQuery(string(body)); err != nil || form.Get("command") != "/gig" {
			http.Error(w, "not a command", http.StatusBadRequest)
			return
		}
		for _, t := range trips {
			if err := t.make(r.Context(), client); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(text)
	})})
	b.Cleanup(func() {
		end()
		client.Close()
	})
	return address
}

func genuine(h http.Header, body, secret []byte) bool {
	ts := h.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(ts, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("v0:" + ts + ":"))
	mac.Write(body)
	return hmac.Equal([]byte(h.Get("X-Slack-Signature")), []byte("v0="+hex.EncodeToString(mac.Sum(nil))))
}

func (t trip) make(ctx context.Context, client *redis.Client) error {
	if !t.pipe {
		return client.Do(ctx, t.asked[0]...).Err()
	}
	pipe := client.Pipeline()
	for _, args := range t.asked {
		pipe.Do(ctx, args...)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// answer is what the bot answers.
func (h *highStreet) answer(b *testing.B) json.RawMessage {
	address := h.bot(b)
	text, err := h.space.PostSigned(b.Context(), "http://"+address+slack.CommandsPath, h.body("once"), time.Now())
	if err != nil {
		b.Fatal(err)
	}
	return text
}
