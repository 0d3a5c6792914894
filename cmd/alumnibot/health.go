package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// shutdownGrace is how long requests that are under way may take to finish.
const shutdownGrace = 10 * time.Second

// routes are what the platforms deliver over HTTP, and what an operator asks:
// /healthz whether the process lives, /readyz whether Redis answers and each
// platform is connected.
func routes(db *storage.DB, all []platform) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { readyz(w, r, db, all) })
	for _, p := range all {
		for pattern, handler := range p.routes {
			mux.Handle(pattern, handler)
		}
	}
	return mux
}

// readyz answers 200 if everything is there and 503 otherwise, with a line for
// each thing.
func readyz(w http.ResponseWriter, r *http.Request, db *storage.DB, all []platform) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	lines := []string{line("redis", db.Ping(ctx))}
	ready := lines[0] == line("redis", nil)
	for _, p := range all {
		name, err := p.Traits().Platform, p.ready()
		lines = append(lines, line(name, err))
		ready = ready && err == nil
	}
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
}

func line(name string, err error) string {
	if err == nil {
		return name + ": ready"
	}
	return name + ": " + err.Error()
}

// serveHTTP serves until ctx ends, and then finishes what is under way.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
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
	<-served
	return err
}
