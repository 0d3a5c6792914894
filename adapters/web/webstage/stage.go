// Package webstage is a bottest.Stage over the playground: people act through
// the requests that its page makes, and their screens are what the page is told.
//
// It promises that what is shown to whom is read from what each person's page
// would show, and not from what the adapter meant. It does not open a browser.
package webstage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/web"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// Platform is the playground for the conformance suite, in one of its looks. It
// waits for an answer for as long as one takes.
func Platform(look web.Look) adaptertest.Platform {
	return adaptertest.Platform{Stage: func(t testing.TB) adaptertest.Stage { return New(t, look) }}
}

// Stage is a playground with the real adapter. Everybody on it is in one
// community, and it delivers nothing twice.
type Stage struct {
	t      testing.TB
	look   web.Look
	redis  *redistest.Redis
	client *http.Client

	mu       sync.Mutex // of what follows, but while an answer is awaited
	people   []bottest.Person
	channels []string
	bot      bot.Dispatcher
	running  *playground // nil: none, or one that does not know everybody
	screens  map[string]page
	forms    map[string]origin // where each person's forms were opened, by person and sheet
	faults   []fault           // what goes wrong now
	shown    []bottest.Shown
}

var _ adaptertest.Stage = (*Stage)(nil)

// origin is where something was done: what an act says about it.
type origin struct{ conversation, message string }

// New is a playground with nobody on it, over an empty Redis in memory.
func New(t testing.TB, look web.Look) *Stage {
	s := &Stage{
		t: t, look: look, redis: redistest.Mini(t), client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}},
		screens: map[string]page{}, forms: map[string]origin{}, bot: silent{},
	}
	t.Cleanup(func() {
		if err := s.Lower(); err != nil {
			t.Error(err)
		}
		s.client.CloseIdleConnections()
	})
	return s
}

// silent is a bot that says nothing, while none is connected.
type silent struct{}

func (silent) Routes() []bot.Route                                                   { return nil }
func (silent) Opens(bot.Event) bool                                                  { return false }
func (silent) Dispatch(context.Context, bot.Event) bot.Response                      { return bot.Nothing{} }
func (silent) Complete(context.Context, bot.Meta, string, string, string) []bot.Pick { return nil }

// playground is an adapter that runs.
type playground struct {
	*web.Adapter
	base string
	stop context.CancelFunc
	done chan error
}

func (p *playground) end() error {
	if p == nil {
		return nil
	}
	p.stop()
	return <-p.done
}

// current is the playground as it has to be: with everybody who is there. The
// caller holds the lock.
func (s *Stage) current() *playground {
	if s.running != nil {
		return s.running
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatalf("listen: %v", err)
	}
	cfg := web.Config{
		DB: s.redis.DB, Scope: storage.SpaceScope("web"), Look: s.look, Listener: listener,
		Community: bot.Community{ID: bottest.Home, Name: "アクメ", Zone: time.UTC, Locale: bot.Japanese},
		Backstage: &web.Backstage{}, // for its faults
	}
	for _, p := range s.people {
		group := web.Alumni
		if p.Roles == 0 {
			group = web.Outsiders
		}
		cfg.People = append(cfg.People, web.Person{ID: account(p.ID), Name: p.Name, Group: group, Locale: p.Locale, Roles: p.Roles})
	}
	for _, name := range s.channels {
		cfg.Channels = append(cfg.Channels, web.Channel{ID: channel(name), Name: name[1:]})
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &playground{web.New(cfg), "http://" + listener.Addr().String(), stop, make(chan error, 1)}
	go func() { p.done <- p.Run(ctx, s.bot) }()
	s.running = p
	for _, f := range s.faults {
		s.must(s.request("/api/fault", f, &struct{}{}))
	}
	return p
}

// change ends the playground, which is begun again with the change when it is
// needed.
func (s *Stage) change(do func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changeLocked(do)
}

func (s *Stage) changeLocked(do func()) error {
	err := s.running.end()
	s.running = nil
	do()
	return err
}

// Adapter is the one that runs, also after somebody came in.
func (s *Stage) Adapter() bot.Adapter {
	return adaptertest.Latest(func() bot.Platform {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.current().Adapter
	})
}

// Raise connects the bot.
func (s *Stage) Raise(_ context.Context, d bot.Dispatcher) error {
	return s.change(func() { s.bot = d })
}

// Lower ends the adapter. What was shown stays on the screens.
func (s *Stage) Lower() error { return s.change(func() { s.bot = silent{} }) }

// Reconnect is not possible: people's browsers connect, and not the adapter.
func (s *Stage) Reconnect() bool { return false }

func account(name string) bot.User    { return bot.User(web.Platform + ":" + name) }
func channel(name string) bot.Channel { return bot.Channel(web.Platform + ":" + name) }

// Account is somebody's account.
func (s *Stage) Account(name string) bot.User { return account(name) }

// Channel is a channel, which exists from then on. There is one community only.
func (s *Stage) Channel(_ bot.CommunityID, name string) bot.Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channelNamed(name)
}

func (s *Stage) channelNamed(name string) bot.Channel {
	if !slices.Contains(s.channels, name) {
		s.must(s.changeLocked(func() { s.channels = append(s.channels, name) }))
	}
	return channel(name)
}

func (s *Stage) must(err error) {
	if err != nil {
		s.t.Error(err)
	}
}

// Cast lets somebody in, or changes them.
func (s *Stage) Cast(p bottest.Person) {
	s.must(s.change(func() {
		if i := s.find(p.ID); i >= 0 {
			s.people[i] = p
			return
		}
		s.people = append(s.people, p)
	}))
}

func (s *Stage) find(name string) int {
	return slices.IndexFunc(s.people, func(p bottest.Person) bool { return p.ID == name })
}

// fault is something that the page can have go wrong.
type fault struct {
	Person bot.User `json:"person"`
	Fault  string   `json:"fault"`
	On     bool     `json:"on"`
}

// switches a fault, which lasts also when somebody comes in.
func (s *Stage) switches(f fault) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current() // with the faults until now
	s.faults = slices.DeleteFunc(s.faults, func(old fault) bool { return old.Person == f.Person && old.Fault == f.Fault })
	if f.On {
		s.faults = append(s.faults, f)
	}
	return s.request("/api/fault", f, &struct{}{})
}

// SetInbox closes somebody's direct messages, or opens them.
func (s *Stage) SetInbox(name string, closed bool) {
	s.must(s.switches(fault{account(name), "closed", closed}))
}

// Deactivate ends somebody's account; the bot hears of it.
func (s *Stage) Deactivate(_ context.Context, name string) error {
	return s.switches(fault{account(name), "gone", true})
}

// Again does nothing: the page makes each request once.
func (s *Stage) Again(context.Context) error { return nil }

// Trouble is that replies of Redis are lost, or that the page has the platform
// take less. Nothing here could refuse a message or a token.
func (s *Stage) Trouble(t adaptertest.Trouble) (end func(), possible bool) {
	switch t {
	case adaptertest.Lost:
		s.redis.Line.LoseReplies(1 << 20)
		return func() { s.redis.Line.LoseReplies(0) }, true
	case adaptertest.Busy:
		limited := func(on bool) {
			s.mu.Lock()
			whoever := account(s.people[0].ID)
			s.mu.Unlock()
			s.must(s.switches(fault{whoever, "limited", on}))
		}
		limited(true)
		return func() { limited(false) }, true
	}
	return func() {}, false
}

// Shown is what came up or changed since the last call.
func (s *Stage) Shown() []bottest.Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(); err != nil {
		s.t.Errorf("a screen cannot be read: %v", err)
	}
	shown := s.shown
	s.shown = nil
	return shown
}

var errNobody = errors.New("nobody is called so")

func (s *Stage) person(name string) (bottest.Person, error) {
	if i := s.find(name); i >= 0 {
		return s.people[i], nil
	}
	return bottest.Person{}, fmt.Errorf("%w: %s", errNobody, name)
}

// Play plays a feature's scripts as the playground's page shows them, in both looks.
func Play(t *testing.T, build bottest.Build) {
	t.Helper()
	for look, cramped := range map[web.Look]bool{web.Slack: false, web.Discord: true} {
		t.Run(string(look), func(t *testing.T) {
			bottest.RunOn(t, build, bottest.Platform{
				Name: bottest.OnPage, Cramped: cramped, Stage: func(t testing.TB) bottest.Stage { return New(t, look) },
			})
		})
	}
}
