// Package slack is the bot.Adapter for Slack: any number of workspaces, each
// with its own tokens, over Socket Mode or signed HTTP.
//
// It promises that whatever Slack delivers is acknowledged within the time that
// Slack gives, also what cannot be read and also while storage is slow; that a
// private answer stays private; that text is shown as typed and notifies
// nobody; that a message which Slack would refuse is refused before it is sent;
// and that Run ends only after what was acknowledged has been answered, or ten
// seconds after it was told to end. It does not promise that a message whose
// reply was lost was sent: Send looks, and says ErrUncertain if it cannot tell.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/seen"
	"github.com/alumnibot/alumnibot/adapters/internal/signed"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Platform is how the ids minted here begin.
const Platform = "slack"

// Workspace is one Slack workspace that the bot is installed in.
type Workspace struct {
	Community bot.CommunityID
	BotToken  secret.Value
	// AppToken turns Socket Mode on.
	AppToken secret.Value
	// SigningSecret turns signed HTTP on, through Adapter.Handler.
	SigningSecret secret.Value
	// Groups gives roles to the people of user groups, by the group's id, and to
	// single people, by theirs.
	Groups map[string]bot.Role
	// Locale is that of people of whom Slack says none; empty: Japanese.
	Locale bot.Locale
}

// Config is what an Adapter needs. Only Workspaces must be given.
type Config struct {
	Workspaces []Workspace
	// APIURL is the base of the Web API, ending with a slash. Empty: Slack's.
	APIURL string
	// Connections is how many Socket Mode connections each workspace has; 0
	// means 2, so that one serves while the other is renewed. At most 10.
	Connections int
	// Workers is how many events are worked on at once; 0 means 256. They wait
	// for storage most of the time.
	Workers int
	// PingInterval is how long a connection may be silent before it is renewed;
	// 0 means 30 seconds, as Slack recommends. After half of it Slack is asked
	// whether it is there.
	PingInterval time.Duration
	// HTTPClient makes all calls; nil: one with a timeout, and with the proxy
	// of the environment.
	HTTPClient *http.Client
	// PerMinute is how many messages each workspace takes in a minute; 0: not
	// limited.
	PerMinute int
	Log       *slog.Logger
	Clock     bot.Clock
	// Observe is told of every event when nothing more happens for it; nil if
	// nobody wants to know. It is called from several goroutines.
	Observe func(Handled)
}

// Handled is an event that came to its end.
type Handled struct {
	Kind  string        // "command", "press", "form", "shortcut", "home", "message", "member", "other"
	Took  time.Duration // from its arrival
	Acked time.Duration // from its arrival until it was acknowledged
}

// Adapter is Slack. It is safe for concurrent use.
type Adapter struct {
	cfg        Config
	http       caller
	workspaces []*workspace
	apps       []*app
	secrets    []*signer
	requests   *signed.Receiver[[]*workspace]
	people     *people
	events     *seen.Keys    // of the Events API
	slots      chan struct{} // as many as events may be worked on
	busy       tally         // events that have not come to their end
	unacked    tally         // of these, those that Slack waits for

	mu  sync.Mutex
	now service
}

// service is what serves events while Run runs.
type service struct {
	bot    bot.Dispatcher  // nil before
	work   context.Context // of what finds answers: ends after Run's grace
	life   context.Context // of what shows them: ends a little later
	ending bool            // Run was told to end
}

var _ bot.Platform = (*Adapter)(nil)

// Times, all counted from an event's arrival. Slack waits three seconds for an
// acknowledgement, and a trigger is good for three seconds.
const (
	ackAfter     = 900 * time.Millisecond
	formAckAfter = 2 * time.Second // the acknowledgement of a form is its answer
	loadAfter    = 1200 * time.Millisecond
	triggerTime  = 2800 * time.Millisecond
	dispatchTime = 90 * time.Second // a slow store is asked several times
	answerTime   = 20 * time.Second // from when it is known what to say
	callTime     = 10 * time.Second // of one call of the Web API
	// For what was acknowledged when Run is told to end: until then it is worked
	// on, and then there is a moment to say that it came to nothing.
	grace     = 8 * time.Second
	lastWords = 1500 * time.Millisecond
	ackGrace  = 2500 * time.Millisecond
)

const (
	maxConnections = 10
	// maxWaiting is how many events may wait for their turn. More are told to
	// try again.
	maxWaiting = 4096
)

// New is an adapter that talks to nobody yet.
func New(cfg Config) (*Adapter, error) {
	if len(cfg.Workspaces) == 0 {
		return nil, errors.New("slack: no workspace is configured")
	}
	if cfg.Connections == 0 {
		cfg.Connections = 2
	}
	if cfg.Connections < 1 || cfg.Connections > maxConnections {
		return nil, fmt.Errorf("slack: %d connections: 1 to %d", cfg.Connections, maxConnections)
	}
	if cfg.Workers <= 0 {
		cfg.Workers = 256
	}
	if cfg.PingInterval == 0 {
		cfg.PingInterval = 30 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Observe == nil {
		cfg.Observe = func(Handled) {}
	}
	a := &Adapter{
		cfg: cfg, events: seen.New(), slots: make(chan struct{}, cfg.Workers),
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = newHTTPClient()
	}
	a.http = newCaller(cfg.HTTPClient)
	a.people = newPeople(cfg.Clock)
	for i, w := range cfg.Workspaces {
		if w.BotToken.IsZero() {
			return nil, fmt.Errorf("slack: workspace %d (community %s) has no bot token", i+1, w.Community)
		}
		if w.AppToken.IsZero() && w.SigningSecret.IsZero() {
			return nil, fmt.Errorf("slack: workspace %d (community %s) has neither an app token (Socket Mode) nor a signing secret (HTTP)", i+1, w.Community)
		}
		a.workspaces = append(a.workspaces, newWorkspace(w, cfg, a.http))
	}
	a.apps, a.secrets = apps(a.workspaces), signers(a.workspaces)
	a.requests = signed.NewReceiver(a.scheme())
	return a, nil
}

func newHTTPClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = manyCalls
	return &http.Client{Timeout: callTime, Transport: t}
}

// Traits of Slack: a modal has room for almost every form, with faults beside the
// fields, and the next sheet of a longer one takes its place. A message sent
// again under the same key is another message.
func (a *Adapter) Traits() bot.Traits { return traits() }

// modalFields: each may have a heading above it, a note that its value is too
// long, and a fault below, in a modal of 100 blocks.
const modalFields = 24

func traits() bot.Traits {
	return bot.Traits{Platform: Platform, FormFields: modalFields, InlineFaults: true, NextSheet: true}
}

// Ready says what is missing before people are served: nil if every workspace
// is known and, where it uses Socket Mode, connected.
func (a *Adapter) Ready() error {
	var missing []error
	for i, w := range a.workspaces {
		if err := w.ready(); err != nil {
			missing = append(missing, fmt.Errorf("slack workspace %d (community %s): %w", i+1, w.Community, err))
		}
	}
	return errors.Join(missing...)
}

// Run connects every workspace and serves until ctx ends; it returns nil then,
// after what was acknowledged has been answered, at most ten seconds later. It
// returns an error when Slack refuses the tokens of every workspace at the start.
// A workspace that the bot was removed from, or will be, makes Ready complain and
// holds up no other.
func (a *Adapter) Run(ctx context.Context, d bot.Dispatcher) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	work, stop := context.WithCancel(life)
	defer stop()
	a.start(service{bot: d, work: work, life: life})
	defer a.http.CloseIdleConnections()

	sockets, closeSockets := context.WithCancel(life)
	defer closeSockets()
	var all sync.WaitGroup
	failed := make(chan error, len(a.workspaces)+len(a.apps))
	start := func(part func() error) {
		all.Go(func() {
			if err := part(); err != nil {
				failed <- err
			}
		})
	}
	var asked sync.WaitGroup // what comes for a workspace that nobody asked yet who it is, would be lost
	asked.Add(len(a.workspaces))
	for _, w := range a.workspaces {
		start(func() error { return a.attend(sockets, w, sync.OnceFunc(asked.Done)) })
	}
	for _, p := range a.apps {
		start(func() error { asked.Wait(); return a.connect(sockets, p) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	late := time.After(grace)
	a.end()
	a.unacked.await(time.After(ackGrace)) // acknowledgements need the connections
	closeSockets()
	all.Wait()
	if !a.busy.await(late) {
		a.cfg.Log.Warn("slack: some events were not answered in time for the end")
		stop()
		a.busy.await(time.After(lastWords))
	}
	end()
	a.busy.await(time.After(lastWords / 4))
	return err
}

func (a *Adapter) start(s service) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = s
}

// end has what still comes acknowledged at once, or refused.
func (a *Adapter) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now.ending = true
}

func (a *Adapter) serving() service {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

// Links is how many Socket Mode connections are up, and how many there should
// be; both 0 where everything comes over signed HTTP.
func (a *Adapter) Links() (up, of int) {
	for _, p := range a.apps {
		of += a.cfg.Connections
		up += p.connections()
	}
	return up, of
}
