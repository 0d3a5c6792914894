// Package web is the playground: a small chat platform of its own, played in
// one web page, and the bot.Adapter for it.
//
// It promises that whoever opens the page can be any person of the seed, that
// each person sees what a real platform would show them and nothing else, that
// what was said is still there after a restart (where storage keeps it), and
// that text is shown as typed. It does not know who sits at the screen: there
// are no accounts and no secrets, so it is for loopback only, which the caller
// sees to; it refuses requests that a foreign page could forge.
package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// Look is which platform the page resembles, and behaves as.
type Look string

const (
	Slack   Look = "slack"   // all fields of a form at once, faults beside them
	Discord Look = "discord" // five fields at once, faults in a private answer
)

// Group is under which heading a person stands in the list of people.
type Group string

const (
	Alumni    Group = "alumni"
	HR        Group = "hr"
	Managers  Group = "managers"
	Employees Group = "employees"
	Outsiders Group = "outsiders"
)

// Person is somebody whom one can be.
type Person struct {
	ID     bot.User // "web:hana"
	Name   string
	Title  string // one line: 元・開発部、東京
	Group  Group
	Locale bot.Locale // of their client, until it is switched
	Zone   string     // IANA name, or empty
	Roles  bot.Role   // what the platform's groups would give
	// Featured people come first and can be reached with one click.
	Featured bool
}

// Channel is a place where several people read.
type Channel struct {
	ID      bot.Channel // "web:#gigs"
	Name    string      // without #
	Topic   map[bot.Locale]string
	Members []bot.User // nil: everybody but outsiders
}

// Step is one step of the story that the page proposes to try: become As, go
// to In (empty: the direct conversation with the bot), and type Type, which is
// put into the composer and not sent (empty: only look).
type Step struct {
	As   bot.User
	In   bot.Channel
	Type string
	Line i18n.Line // what happens in this step
}

// Config is what the playground needs.
type Config struct {
	DB    *storage.DB
	Scope storage.Scope // the playground's own, such as storage.SpaceScope("web")
	// Community is the one that everybody is in.
	Community bot.Community
	People    []Person
	Channels  []Channel
	Guide     []Step
	// Try are commands offered to each group where a conversation is empty.
	Try map[Group][]string
	// Listener is served until Run ends, which closes it.
	Listener net.Listener
	Clock    bot.Clock
	Log      *slog.Logger
	Look     Look // that the page opens with; Slack if empty
	// Reset puts the bot's data back to the seed, after the adapter has
	// forgotten every message. nil: the page offers no reset.
	Reset func(context.Context) error
	// Backstage has the page offer to move the bot's time and to make things go
	// wrong; nil: it does not.
	Backstage *Backstage
	// NothingKept has the page say that nothing survives the process.
	NothingKept bool
}

// Adapter is the playground. It is safe for concurrent use.
type Adapter struct {
	cfg    Config
	boot   string // names this process in the cursors of the page
	keep   keeper
	world  *world
	hub    *hub
	assets map[string]asset
	faults *faults
	traces traces
	script *script

	// writing makes one change at a time: what it writes to storage and then
	// shows stays in one order.
	writing sync.Mutex
	loaded  atomic.Bool // set under writing
}

// New is a playground that is not running yet. It reads nothing from storage
// before the first Send or Run. It panics if two people or channels share an
// id, or an id is not of this platform: that is a mistake in the seed's code.
func New(cfg Config) *Adapter {
	cfg.Look = cmp.Or(cfg.Look, Slack)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	a := &Adapter{cfg: cfg, boot: newID()[:8], keep: newKeeper(cfg), assets: loadAssets(), faults: newFaults(), script: newScript(cfg.Community.Locale)}
	a.hub = newHub(a.boot)
	a.world = newWorld(cfg.People, cfg.Channels)
	return a
}

// Platform is how the ids minted here begin.
const Platform = "web"

// Traits of the look that the page opens with. A page that was switched to the
// other look sends that one's traits with its events.
func (a *Adapter) Traits() bot.Traits { return a.cfg.Look.traits() }

func (l Look) traits() bot.Traits {
	if l == Discord {
		return bot.Traits{Platform: Platform, FormFields: bot.MaxFields, Repeatable: true}
	}
	return bot.Traits{Platform: Platform, FormFields: 100, InlineFaults: true, Repeatable: true}
}

// Profile is who the person is in the seed, with the language they switched to.
// bot.ErrUnreachable for somebody who is not in it.
func (a *Adapter) Profile(ctx context.Context, user bot.User) (bot.Profile, error) {
	if err := a.load(ctx); err != nil {
		return bot.Profile{}, err
	}
	p, ok := a.world.person(user)
	if !ok {
		return bot.Profile{}, fmt.Errorf("profile: %w", bot.ErrUnreachable)
	}
	return bot.Profile{
		Name: p.Name, Locale: a.world.locale(user), Zone: p.Zone, Roles: p.Roles, Deactivated: a.faults.deactivated(user),
	}, nil
}

const shutdownGrace = 5 * time.Second

// Run serves the page on the listener until ctx ends. Requests that are under
// way may then finish within five seconds; streams end at once.
func (a *Adapter) Run(ctx context.Context, d bot.Dispatcher) error {
	if a.cfg.Listener == nil {
		return errors.New("web: no listener")
	}
	srv := &http.Server{
		Handler:           a.handler(d),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      dispatchTime + 15*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(a.cfg.Log.Handler(), slog.LevelDebug),
	}
	srv.RegisterOnShutdown(a.hub.close)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(a.cfg.Listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve the playground: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	err := srv.Shutdown(grace)
	if err != nil {
		err = errors.Join(fmt.Errorf("end the playground: %w", err), srv.Close())
	}
	<-served //nolint:errcheck // http.ErrServerClosed
	return err
}

// reset forgets every message and mark, and then has the caller put the bot's
// data back.
func (a *Adapter) reset(ctx context.Context) error {
	a.writing.Lock()
	if err := a.keep.forget(ctx, a.world.conversationIDs(), a.world.userIDs()); err != nil {
		a.writing.Unlock()
		return fmt.Errorf("forget the playground's messages: %w", err)
	}
	a.world.clear()
	a.writing.Unlock()
	a.script.clear()
	// Without the lock, since seeding may send.
	err := a.cfg.Reset(ctx)
	a.hub.refetch()
	if err != nil {
		return fmt.Errorf("put the seed back: %w", err)
	}
	return nil
}

// load brings what storage has into memory, once. A failure is tried again at
// the next call.
func (a *Adapter) load(ctx context.Context) error {
	if a.loaded.Load() {
		return nil
	}
	a.writing.Lock()
	defer a.writing.Unlock()
	return a.loadLocked(ctx)
}

func (a *Adapter) loadLocked(ctx context.Context) error {
	if a.loaded.Load() {
		return nil
	}
	messages, marks, err := a.keep.load(ctx, a.world.conversationIDs(), a.world.userIDs())
	if err != nil {
		return fmt.Errorf("read the playground's messages: %w", err)
	}
	a.world.fill(messages, marks)
	a.loaded.Store(true)
	return nil
}

func (c Channel) has(p Person) bool {
	if c.Members == nil {
		return p.Group != Outsiders
	}
	return slices.Contains(c.Members, p.ID)
}
