package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Mode is how the bot is reached.
type Mode string

const (
	SocketMode Mode = "socket"
	SignedHTTP Mode = "http"
)

// Play plays the scripts of a feature over the real adapter, in both modes.
func Play(t *testing.T, build bottest.Build) {
	t.Helper()
	for _, mode := range []Mode{SocketMode, SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) { bottest.RunOn(t, build, Over(mode)) })
	}
}

// Over is Slack as scripts are played on it, reached in a mode. It is never cramped.
func Over(mode Mode) bottest.Platform {
	return bottest.Platform{Name: bottest.OnSlack, Stage: func(t testing.TB) bottest.Stage { return newStage(t, mode) }}
}

// newStage is a stage that ends with the test.
func newStage(t testing.TB, mode Mode) *Stage {
	s, err := NewStage(mode)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Stage is a bottest.Stage: the real adapter in front of the fake.
//
// What differs on Slack by its nature is read as what it is to people: an
// answer to a direct message or on the home page is a message in the
// conversation with the bot, which nobody else sees; and there is nothing
// offered as people type, so that the bot is asked instead.
type Stage struct {
	mode   Mode
	server *Server
	spaces map[bot.CommunityID]*Space

	mu      sync.Mutex
	people  map[string]bottest.Person
	adapter *slack.Adapter
	bot     bot.Dispatcher
	told    int           // what was delivered to the bot
	handled int           // what of it came to its end
	changed chan struct{} // closed when handled grows
	log     *bottest.Log
	trouble []error // of acts that cannot return one
	last    *Delivery
	offered []bottest.Shown
	filled  map[string]bot.Values // what somebody wrote into a form, by view
	stop    func() error
}

// NewStage is a stage whose bot is not running yet.
func NewStage(mode Mode) (*Stage, error) {
	server, err := Start()
	if err != nil {
		return nil, err
	}
	s := &Stage{
		mode: mode, server: server, people: map[string]bottest.Person{}, filled: map[string]bot.Values{},
		changed: make(chan struct{}), log: &bottest.Log{}, stop: func() error { return nil },
		spaces: map[bot.CommunityID]*Space{bottest.Home: server.AddSpace("TACME"), bottest.Other: server.AddSpace("TGLOBEX")},
	}
	scopes, err := manifestScopes()
	if err != nil {
		return nil, err
	}
	for _, sp := range s.spaces {
		sp.Scopes = scopes
		for _, group := range groups {
			sp.SetGroup(group.id)
		}
	}
	if s.adapter, err = s.newAdapter(); err != nil {
		return nil, err
	}
	return s, nil
}

// manifestScopes are those which the bot says it needs: it has no others.
func manifestScopes() ([]string, error) {
	text, err := slack.Manifest(nil, slack.ManifestOptions{})
	if err != nil {
		return nil, err
	}
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	return m.OAuth.Scopes.Bot, nil
}

// groups give the roles that a script declares.
var groups = []struct {
	id   string
	role bot.Role
}{{"SEMPLOYEES", bot.Employee}, {"SHR", bot.HR}, {"SMANAGERS", bot.Manager}}

func (s *Stage) newAdapter() (*slack.Adapter, error) {
	cfg := slack.Config{
		APIURL: s.server.APIURL(), Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Observe: s.observe,
	}
	for in, sp := range s.spaces {
		w := slack.Workspace{Community: in, BotToken: secret.New(sp.BotToken), Groups: map[string]bot.Role{}}
		for _, g := range groups {
			w.Groups[g.id] = g.role
		}
		if s.mode == SocketMode {
			w.AppToken = secret.New(sp.AppToken)
		} else {
			w.SigningSecret = secret.New(sp.SigningSecret)
		}
		cfg.Workspaces = append(cfg.Workspaces, w)
	}
	return slack.New(cfg)
}

func (s *Stage) observe(slack.Handled) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handled++
	close(s.changed)
	s.changed = make(chan struct{})
}

// awaitHandled waits until so many events came to their end.
func (s *Stage) awaitHandled(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		handled, changed := s.handled, s.changed
		s.mu.Unlock()
		if handled >= n {
			return nil
		}
		if err := wait(ctx, changed); err != nil {
			return fmt.Errorf("the bot does not come to an end: %w", err)
		}
	}
}

// Close ends the bot and the platform.
func (s *Stage) Close() error {
	return errors.Join(s.stop(), s.server.Problems(), s.server.Close())
}

// Raise connects the bot, after ending the one that ran.
func (s *Stage) Raise(ctx context.Context, d bot.Dispatcher) error {
	if err := s.stop(); err != nil {
		return err
	}
	a, err := s.newAdapter()
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.adapter, s.bot = a, d
	s.mu.Unlock()
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(running, d) }()
	server := httptest.NewServer(a.Handler())
	if s.mode == SignedHTTP {
		s.server.DeliverTo(server.URL)
	}
	s.stop = func() error {
		cancel()
		err := <-ended
		server.Close()
		s.stop = func() error { return nil }
		return err
	}
	waiting, done := within(ctx)
	defer done()
	return adaptertest.AwaitReady(waiting, a)
}

// Adapter is the adapter that runs, also after the bot was started again.
func (s *Stage) Adapter() bot.Adapter {
	return adaptertest.Latest(func() bot.Platform {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.adapter
	})
}
