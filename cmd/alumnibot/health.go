package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// shutdownGrace is how long requests that are under way may take to finish.
const shutdownGrace = 10 * time.Second

// routes are what the platforms deliver over HTTP, and what an operator asks:
// /healthz whether the process lives, /readyz whether Redis answers, the members
// are indexed and each platform is connected, /metrics figures.
func routes(db *storage.DB, indexed func() error, all []bot.Platform, m *metrics, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.handler(log))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { readyz(w, r, db, indexed, all) })
	for _, p := range all {
		for pattern, handler := range p.Endpoints() {
			mux.Handle(pattern, m.timed(pattern, handler))
		}
	}
	return mux
}

// readyz answers 200 if everything is there and 503 otherwise, with a line for
// each thing.
func readyz(w http.ResponseWriter, r *http.Request, db *storage.DB, indexed func() error, all []bot.Platform) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	var lines []string
	ready := true
	tell := func(name string, err error) {
		lines = append(lines, line(name, err))
		ready = ready && err == nil
	}
	tell("redis", db.Ping(ctx))
	tell("members", indexed())
	for _, p := range all {
		tell(p.Traits().Platform, p.Ready())
	}
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
}

// indexed tells whether the members of all communities can be asked for: a call
// that comes before has to wait until they are read.
func indexed(members *audience.MemberIndex[member.Member], communities []bot.CommunityID) func() error {
	return func() error {
		for _, in := range communities {
			if !members.Built(in) {
				return errors.New("being read")
			}
		}
		return nil
	}
}

func line(name string, err error) string {
	if err == nil {
		return name + ": ready"
	}
	return name + ": " + err.Error()
}

// Bounds of what a client may take up. No platform sends a body of a megabyte,
// or keeps thousands of connections.
const (
	maxBody        = 1 << 20
	maxHeader      = 32 << 10
	maxConnections = 4096
)

// newServer is an HTTP server that slow or many clients do not keep from serving
// the others.
func newServer(handler http.Handler, c *connLimiter, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           http.MaxBytesHandler(handler, maxBody),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: maxHeader, ConnState: c.track, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// serveHTTP serves until ctx ends, and then finishes what is under way.
func serveHTTP(ctx context.Context, listener net.Listener, server *http.Server) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	err := server.Shutdown(grace)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	<-served //nolint:errcheck // http.ErrServerClosed
	return err
}
