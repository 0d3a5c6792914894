package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

// openOffline assembles a bot on the store that serve uses, without platforms: it
// needs no token, queries no profile, and the copies of serve send what it queues.
// Call closing when done.
func openOffline(s *environment) (b *app.App, closing func(), err error) {
	c, err := config.Load(s.getenv)
	if err != nil {
		return nil, nil, usageError{err}
	}
	if err := needStore(c); err != nil {
		return nil, nil, err
	}
	in, err := communities(c)
	if err != nil {
		return nil, nil, usageError{err}
	}
	log := slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	storage.LogTo(slog.New(slog.DiscardHandler)) // what goes wrong is in the error
	if c.RedisURL.IsZero() {
		fmt.Fprintf(s.stderr, "REDIS_URL is not set: what serve keeps in %s is used\n", c.DataDir)
		if url, ok := embedded.Running(c.DataDir); ok {
			c.RedisURL = secret.New(url)
		}
	}
	store, err := openStore(s.ctx, c, c.DataDir, log)
	if err != nil {
		return nil, nil, err
	}
	closing = func() {
		if err := store.close(); err != nil {
			log.Error("closing the store", "error", err)
		}
	}
	b, err = app.New(app.Deps{
		DB: store.DB, Clock: s.now, Log: log, Communities: in, Profile: accountProfile, Sending: c.Sending, Retention: c.Retention, Fixed: fixed(c),
	})
	if err != nil {
		closing()
		return nil, nil, err
	}
	return b, closing, nil
}

// needStore returns a usageError where there is no Redis and none can be started.
func needStore(c config.Config) error {
	if _, installed := embedded.Find(); c.RedisURL.IsZero() && !installed {
		return usageError{errNoRedis}
	}
	return nil
}

// accountProfile is all that is known of an account without its platform: its id.
func accountProfile(_ context.Context, u bot.User) (bot.Profile, error) {
	return bot.Profile{Name: string(u)}, nil
}

// communityNamed returns the community with this id, or the only one if id is empty.
func communityNamed(all []bot.Community, id string) (bot.Community, error) {
	if id == "" && len(all) == 1 {
		return all[0], nil
	}
	var ids []string
	for _, in := range all {
		ids = append(ids, string(in.ID))
	}
	if i := slices.Index(ids, id); i >= 0 {
		return all[i], nil
	}
	if id == "" {
		return bot.Community{}, errors.New("several communities are configured: say which with --community, one of " + strings.Join(ids, ", "))
	}
	return bot.Community{}, fmt.Errorf("--community: there is no %q, only %s", id, strings.Join(ids, ", "))
}
