package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

type serveCmd struct{}

// errNoRedis says how to get a store, for whoever starts the bot without one.
var errNoRedis = errors.New(`no Redis: nothing could be kept.
Either set REDIS_URL (such as redis://localhost:6379/0), or install a redis-server, which alumnibot then starts itself:
  Debian, Ubuntu:  sudo apt-get install redis-server
  Fedora:          sudo dnf install valkey
  macOS:           brew install redis`)

// errNoPlatform says that there is nobody to serve.
var errNoPlatform = errors.New("no platform is configured, so there is nobody to serve. To try the bot without one: alumnibot playground")

// Run checks what serving needs, in the order in which an operator sets it up.
func (serveCmd) Run(s *surroundings) error {
	c, err := config.Load(s.getenv)
	if err != nil {
		return usageError{err}
	}
	if c.RedisURL == "" {
		if _, ok := embedded.Find(); !ok {
			return usageError{errNoRedis}
		}
		return usageError{errNoPlatform}
	}
	storage.LogTo(slog.New(slog.DiscardHandler)) // what it remarks while connecting is in the error
	db, err := storage.Open(s.ctx, storage.Options{URL: c.RedisURL.Reveal(), CAFile: c.RedisCA})
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	defer db.Close()
	return usageError{errNoPlatform}
}
