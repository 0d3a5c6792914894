package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
)

type serveCmd struct{}

// errNoRedis says how to get a store, for whoever starts the bot without one.
var errNoRedis = errors.New(`no Redis: nothing could be kept.
Either set REDIS_URL (such as redis://localhost:6379/0), or install a redis-server, which alumnibot then starts itself:
  Debian, Ubuntu:  sudo apt-get install redis-server
  Fedora:          sudo dnf install valkey
  macOS:           brew install redis`)

// errNoPlatform says that there is nobody to serve.
var errNoPlatform = errors.New("no platform is configured, so there is nobody to serve. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN; or, to try the bot without a platform: alumnibot playground")

// Run serves the configured platforms until it is told to end. What is missing
// it says in the order in which an operator sets it up.
func (serveCmd) Run(s *environment) error {
	c, err := config.Load(s.getenv)
	if err != nil {
		return usageError{err}
	}
	if err := needStore(c); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(s.stderr, nil))
	storage.LogTo(slog.New(slog.DiscardHandler)) // what it remarks while connecting is in the error
	if c.RedisURL.IsZero() && len(c.Slack)+len(c.Discord) == 0 {
		return usageError{errNoPlatform}
	}
	store, err := openStore(s.ctx, c, c.DataDir, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := store.close(); err != nil {
			log.Error("closing the store", "error", err)
		}
	}()
	if len(c.Slack)+len(c.Discord) == 0 {
		return usageError{errNoPlatform}
	}
	storage.LogTo(log)
	listener, err := net.Listen("tcp", c.ListenAddr)
	if err != nil {
		return usageError{fmt.Errorf("LISTEN_ADDR: %w", err)}
	}
	defer listener.Close()
	fmt.Fprintf(s.stdout, "http://%s/readyz\n", listener.Addr())
	defer tuneGC(s.getenv)()
	return serve(s.ctx, c, store.DB, listener, s.now, log)
}

// serve runs the bot on its platforms until ctx ends, or one of its parts
// fails.
func serve(ctx context.Context, c config.Config, db *storage.DB, listener net.Listener, clock func() time.Time, log *slog.Logger) error {
	m := newMetrics()
	db.Observe(m.trip)
	all, err := platforms(c, newDiscordMemory(db, clock), clock, m, log)
	if err != nil {
		return usageError{err}
	}
	in, err := communities(c)
	if err != nil {
		return usageError{err}
	}
	b, err := app.New(app.Deps{
		DB: db, Clock: clock, Log: log, Communities: in, Profile: profiles(all), Observe: m.call,
		UnknownNotice: m.unknownDeliveries, UnknownJob: m.unknownJob,
		Sending: c.Sending, Retention: c.Retention, Fixed: fixed(c),
	})
	if err != nil {
		return err
	}
	var ids []bot.CommunityID
	for _, community := range in {
		ids = append(ids, community.ID)
	}
	var senders []bot.Adapter
	for _, p := range all {
		senders = append(senders, measured{p, m.sends})
	}
	courier, err := b.NewCourier(senders...)
	if err != nil {
		return err
	}
	wakeOnCommit(b, courier)
	runner, err := b.NewRunner()
	if err != nil {
		return err
	}
	people := newConnLimiter(maxConnections)
	server := newServer(routes(db, indexed(b.Members.Index(), ids), all, m, log), people, log)
	err = m.registry.Register(&gauges{
		db: db, ledger: storage.NewLedger(db), agenda: storage.NewAgenda(db), communities: in, platforms: all,
		crowd: people, clock: clock, log: log,
	})
	if err != nil {
		return fmt.Errorf("register the metrics: %w", err)
	}
	parts := []func(context.Context) error{
		courier.Run,
		runner.Run,
		func(ctx context.Context) error { return b.Members.Index().Run(ctx, ids) },
		func(ctx context.Context) error { return serveHTTP(ctx, listener, server) },
		func(ctx context.Context) error { return askOwners(ctx, b, all) },
	}
	return runGroup(ctx, append(parts, func(ctx context.Context) error { return servePlatforms(ctx, all, b.Engine, log) })...)
}
