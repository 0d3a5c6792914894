package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

// store is an open database and how to give it back.
type store struct {
	*storage.DB
	kept  bool // what is written outlives the process
	close func() error
}

// openStore opens the configured Redis, else a redis-server of its own in dir,
// else, where dir is empty or no server is installed, one in memory.
func openStore(ctx context.Context, c config.Config, dir string, log *slog.Logger) (*store, error) {
	if !c.RedisURL.IsZero() {
		db, err := storage.Open(ctx, storage.Options{URL: c.RedisURL.Reveal(), CAFile: c.RedisCA})
		if err != nil {
			return nil, fmt.Errorf("REDIS_URL: %w", err)
		}
		return &store{db, true, db.Close}, nil
	}
	if _, installed := embedded.Find(); dir == "" || !installed {
		return openMemory(ctx)
	}
	return openEmbedded(ctx, dir, log)
}

func openMemory(ctx context.Context) (*store, error) {
	m, err := embedded.NewMemory()
	if err != nil {
		return nil, err
	}
	db, err := storage.Open(ctx, storage.Options{URL: m.URL()})
	if err != nil {
		m.Close()
		return nil, err
	}
	return &store{db, false, func() error {
		defer m.Close()
		return db.Close()
	}}, nil
}

// stopWithin is how long a redis-server gets to write what it holds.
const stopWithin = 10 * time.Second

func openEmbedded(ctx context.Context, dir string, log *slog.Logger) (*store, error) {
	server, err := embedded.Start(ctx, dir, log)
	if err != nil {
		return nil, err
	}
	stop := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		return server.Stop(ctx)
	}
	db, err := storage.Open(ctx, storage.Options{URL: server.URL()})
	if err != nil {
		_ = stop()
		return nil, err
	}
	return &store{db, true, func() error {
		_ = db.Close()
		return stop()
	}}, nil
}
