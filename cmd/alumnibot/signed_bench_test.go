package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// addressOf is where a single server is.
func addressOf(b *testing.B, r *redistest.Redis) string {
	client, ok := r.Client.(*redis.Client)
	if !ok {
		b.Fatal("no single server")
	}
	return client.Options().Addr
}

// served is a town's bot as "alumnibot serve" runs it on a platform, at the
// address it returns.
func served(b *testing.B, w *town, socket string, on func(*storage.DB, *metrics, *slog.Logger) (bot.Platform, error)) string {
	db, err := storage.Open(b.Context(), storage.Options{URL: "unix://" + socket})
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	m := newMetrics()
	db.Observe(m.trip)
	p, err := on(db, m, log)
	if err != nil {
		b.Fatal(err)
	}
	all := []bot.Platform{p}
	assembled, err := app.New(app.Deps{
		DB: db, Clock: func() time.Time { return w.clock }, Log: log, Communities: w.Communities, Profile: profiles(all), Observe: m.call,
	})
	if err != nil {
		b.Fatal(err)
	}
	courier, err := assembled.NewCourier(p)
	if err != nil {
		b.Fatal(err)
	}
	wakeOnCommit(assembled, courier)
	ctx, stop := context.WithCancel(b.Context())
	address, end := listening(b, newServer(routes(db, func() error { return nil }, all, m, log), newConnLimiter(maxConnections), log))
	var running sync.WaitGroup
	running.Go(func() { _ = p.Run(ctx, assembled.Engine) })
	running.Go(func() { _ = courier.Run(ctx) })
	b.Cleanup(func() {
		stop()
		running.Wait()
		end()
		db.Close()
	})
	await(b, "the bot is connected", func() bool { return p.Ready() == nil })
	return address
}

// servedBarely is a handler that makes round trips and answers with text, which it
// knows, if the platform has signed something that can be understood.
func servedBarely(b *testing.B, socket string, trips []trip, text []byte, understands func(http.Header, []byte) bool) (address string) {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	address, end := listening(b, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil || !understands(r.Header, body) {
			http.Error(w, "not signed, or not a command", http.StatusBadRequest)
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
	again, err := app.New(app.Deps{
		DB: storage.New(client), Clock: h.App.Clock, Log: h.App.Log, Communities: h.Communities,
		Profile: func(context.Context, bot.User) (bot.Profile, error) { return bot.Profile{Roles: bot.Insider}, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	again.Engine.Dispatch(b.Context(), event)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.trips) != 2 {
		b.Fatalf("%d round trips instead of two: %v", len(p.trips), p.trips)
	}
	return slices.Clone(p.trips)
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
