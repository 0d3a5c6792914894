package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/alumnibot/alumnibot/adapters/web"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

type playgroundCmd struct {
	Listen string     `default:"127.0.0.1:8080" help:"Loopback address to listen on."`
	Data   string     `placeholder:"DIR" help:"Keep everything in this folder (needs a redis-server). Without it, nothing is kept."`
	Locale localeFlag `default:"ja" placeholder:"TAG" help:"Language of the community."`
}

const (
	gigsChannel     bot.Channel = "web:#gigs"
	managersChannel bot.Channel = "web:#managers"
	generalChannel  bot.Channel = "web:#general"
)

// Run opens the page and serves it until it is interrupted.
func (p playgroundCmd) Run(s *environment) error {
	c, err := config.Load(s.getenv)
	if err != nil {
		return usageError{err}
	}
	listener, err := listenLoopback(p.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	log := slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	storage.LogTo(log)
	store, err := openStore(s.ctx, c, p.Data, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := store.close(); err != nil {
			log.Error("closing the store", "error", err)
		}
	}()
	ground, err := p.open(s.ctx, c, store, listener, log)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "http://%s\n", listener.Addr())
	if !store.kept {
		fmt.Fprintln(s.stdout, p.notice())
	}
	return ground.run(s.ctx)
}

// notice says why nothing is kept, and what would change that.
func (p playgroundCmd) notice() string {
	if _, installed := embedded.Find(); p.Data != "" && !installed {
		return "Nothing is kept: there is no redis-server on this machine (Debian, Ubuntu: sudo apt-get install redis-server)."
	}
	return "Nothing is kept after the end. To keep everything: --data DIR"
}

// listenLoopback listens where only this machine can reach: the page lets
// whoever opens it be anybody.
func listenLoopback(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, usageError{fmt.Errorf("--listen: %q is not host:port, such as 127.0.0.1:8080", address)}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usageError{fmt.Errorf("--listen: %q can be reached by others, and the playground lets anybody be anybody: use 127.0.0.1", host)}
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, usageError{fmt.Errorf("--listen: %w (another port: --listen 127.0.0.1:0)", err)}
	}
	return listener, nil
}

// playground is the page and the bot behind it.
type playground struct {
	*app.App
	in      bot.Community
	adapter *web.Adapter
	behind  *backstage
}

// open puts the playground together and fills it, if it is empty.
func (p playgroundCmd) open(ctx context.Context, c config.Config, store *store, listener net.Listener, log *slog.Logger) (*playground, error) {
	in, err := seed.Community(bot.Locale(p.Locale), gigsChannel, managersChannel)
	if err != nil {
		return nil, err
	}
	g := &playground{in: in, behind: newBackstage()}
	if err := g.behind.persistIn(ctx, store.DB); err != nil {
		return nil, err
	}
	g.adapter = web.New(web.Config{
		DB: store.DB, Scope: storage.SpaceScope(string(in.ID)), Community: in,
		People: pagePeople(), Channels: pageChannels(), Guide: guide(bot.Locale(p.Locale)), Try: try(),
		Listener: listener, Clock: g.behind.clock, Log: log, Reset: g.reset, NothingKept: !store.kept,
		Backstage: &web.Backstage{Pass: g.behind.Pass, Next: g.behind.Next, Halt: g.behind.Halt},
	})
	g.App, err = app.New(app.Deps{
		DB: store.DB, Clock: g.behind.clock, Log: log, Communities: []bot.Community{in}, Profile: g.adapter.Profile,
		Sending: atAnyTime(c.Sending),
	})
	if err != nil {
		return nil, err
	}
	return g, g.fill(ctx)
}

// atAnyTime is without quiet hours and contact budget: who tries the bot in the
// evening, and three times, wants to see what arrives.
func atAnyTime(s config.Sending) config.Sending {
	s.QuietHours, s.WeeklyBudget = "", 0
	return s
}

// fill writes the seed where there is nothing yet.
func (g *playground) fill(ctx context.Context) error {
	var at time.Time
	e, err := g.EngineAt(func() time.Time { return at })
	if err != nil {
		return err
	}
	return seed.Fill(ctx, seed.Target{
		In: g.in, DB: g.DB, Members: g.Members, Account: account,
		On: func(t time.Time) bot.Dispatcher {
			at = t
			return e
		},
	}, g.Clock())
}

// reset forgets what people did and begins anew.
func (g *playground) reset(ctx context.Context) error {
	if err := g.DB.Erase(ctx, storage.CommunityScope(string(g.in.ID))); err != nil {
		return err
	}
	return g.fill(ctx)
}

// run serves until ctx ends, or one of its parts fails.
func (g *playground) run(ctx context.Context) error {
	courier, err := g.NewCourier(g.adapter)
	if err != nil {
		return err
	}
	wakeOnCommit(g.App, courier)
	runner, err := g.NewRunner()
	if err != nil {
		return err
	}
	g.behind.courier, g.behind.runner = courier, runner
	g.behind.sync = func(ctx context.Context) error { return g.Members.Index().Sync(ctx, g.in.ID) }
	return runGroup(ctx,
		g.behind.while(courier.Run),
		g.behind.while(runner.Run),
		func(ctx context.Context) error { return g.Members.Index().Run(ctx, []bot.CommunityID{g.in.ID}) },
		func(ctx context.Context) error { return g.adapter.Run(ctx, g.Engine) },
	)
}

func account(id string) bot.User { return bot.User(web.Platform + ":" + id) }
