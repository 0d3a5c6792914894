package slacktest

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
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

// Over is a bottest.RunOn stage that is reached in a mode.
func Over(mode Mode) func(testing.TB, bot.Traits) bottest.Stage {
	return func(t testing.TB, traits bot.Traits) bottest.Stage {
		if !traits.InlineFaults {
			return nil // Slack is never cramped
		}
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
	handled int
	changed chan struct{} // closed when handled grows
	log     *logged
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
		changed: make(chan struct{}), log: &logged{}, stop: func() error { return nil },
		spaces: map[bot.CommunityID]*Space{bottest.Home: server.AddSpace("TACME"), bottest.Other: server.AddSpace("TGLOBEX")},
	}
	for _, sp := range s.spaces {
		for _, group := range groups {
			sp.SetGroup(group.id)
		}
	}
	if s.adapter, err = s.newAdapter(); err != nil {
		return nil, err
	}
	return s, nil
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
		w := slack.Workspace{Community: in, BotToken: slack.Secret(sp.BotToken), Groups: map[string]bot.Role{}}
		for _, g := range groups {
			w.Groups[g.id] = g.role
		}
		if s.mode == SocketMode {
			w.AppToken = slack.Secret(sp.AppToken)
		} else {
			w.SigningSecret = slack.Secret(sp.SigningSecret)
		}
		cfg.Workspaces = append(cfg.Workspaces, w)
	}
	return slack.New(cfg)
}

// logged is what the adapter logs.
type logged struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bytes.Write(b)
}

func (l *logged) take() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.bytes.Reset()
	if l.bytes.Len() == 0 {
		return nil
	}
	return errors.New(strings.TrimSpace(l.bytes.String()))
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
	return s.ready(ctx, a)
}

func (s *Stage) ready(ctx context.Context, a *slack.Adapter) error {
	ctx, cancel := within(ctx)
	defer cancel()
	for a.Ready() != nil {
		t := time.NewTimer(time.Millisecond)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("the adapter does not get ready: %w", a.Ready())
		}
	}
	return nil
}

// Adapter is the adapter that runs, also after the bot was started again.
func (s *Stage) Adapter() bot.Adapter { return current{s} }

type current struct{ s *Stage }

func (c current) now() *slack.Adapter {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.adapter
}

func (c current) Traits() bot.Traits                              { return c.now().Traits() }
func (c current) Run(ctx context.Context, d bot.Dispatcher) error { return c.now().Run(ctx, d) }
func (c current) Profile(ctx context.Context, u bot.User) (bot.Profile, error) {
	return c.now().Profile(ctx, u)
}
func (c current) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	return c.now().Send(ctx, out)
}
func (c current) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	return c.now().Edit(ctx, ref, m)
}

var simple = regexp.MustCompile(`^[a-z0-9]+$`)

// slackID is an id as Slack has them, for a name of a script.
func slackID(prefix, name string) string {
	if simple.MatchString(name) {
		return prefix + strings.ToUpper(name)
	}
	return prefix + "0" + strings.ToUpper(hex.EncodeToString([]byte(name)))
}

// person is somebody and their workspace.
func (s *Stage) person(name string) (bottest.Person, *Space, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.people[name]
	if !ok {
		p.Community = bottest.Home
	}
	return p, s.spaces[p.Community], slackID("U", name)
}

// Account is somebody's account.
func (s *Stage) Account(name string) bot.User {
	_, sp, user := s.person(name)
	return sp.account(user)
}

// Channel is a channel, which exists from then on.
func (s *Stage) Channel(in bot.CommunityID, name string) bot.Channel {
	sp := s.spaces[in]
	return bot.Channel("slack:" + sp.Team + "/" + sp.channelNamed(name))
}

func (sp *Space) channelNamed(name string) string {
	id := slackID("C", strings.TrimPrefix(name, "#"))
	sp.SetChannel(Channel{ID: id, Name: name})
	return id
}

// Cast lets somebody in, or changes them, of which the bot is told.
func (s *Stage) Cast(p bottest.Person) {
	s.mu.Lock()
	s.people[p.ID] = p
	sp, running := s.spaces[p.Community], s.bot != nil
	s.mu.Unlock()
	user := slackID("U", p.ID)
	u, _ := sp.UserByID(user)
	u.ID, u.Name, u.TZ, u.Team = user, p.Name, "Asia/Tokyo", sp.Team
	u.Locale = map[bot.Locale]string{bot.Japanese: "ja-JP", bot.English: "en-US"}[p.Locale]
	u.Admin, u.Guest = p.Roles&bot.Admin != 0, p.Roles&(bot.Insider|bot.Admin) == 0
	if p.Roles == 0 {
		u.Team = "TELSEWHERE"
	}
	sp.SetUser(u)
	for _, g := range groups {
		sp.SetGroup(g.id, s.in(p.Community, g.role)...)
	}
	if !running {
		return
	}
	tell := []*Delivery{sp.UserChange(user)}
	for _, g := range groups {
		tell = append(tell, sp.Event(map[string]any{"type": "subteam_members_changed", "subteam_id": g.id}))
	}
	s.later(s.tell(context.Background(), tell...))
}

// in is who of a community has a role.
func (s *Stage) in(c bot.CommunityID, role bot.Role) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []string
	for _, p := range s.people {
		if p.Community == c && p.Roles&role != 0 {
			users = append(users, slackID("U", p.ID))
		}
	}
	slices.Sort(users)
	return users
}

func (s *Stage) later(err error) {
	if err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = append(s.trouble, err)
}

// SetInbox has the bot's messages to somebody refused, or taken again.
func (s *Stage) SetInbox(name string, closed bool) {
	_, sp, user := s.person(name)
	u, _ := sp.UserByID(user)
	u.NoMessages = closed
	sp.SetUser(u)
}

// Deactivate ends somebody's account.
func (s *Stage) Deactivate(ctx context.Context, name string) error {
	_, sp, user := s.person(name)
	u, _ := sp.UserByID(user)
	u.Deleted = true
	sp.SetUser(u)
	return s.deliver(ctx, sp.UserChange(user))
}

// deliver tells the bot and waits until it is done.
func (s *Stage) deliver(ctx context.Context, d *Delivery) error {
	s.mu.Lock()
	s.last = d
	s.mu.Unlock()
	return s.tell(ctx, d)
}

func (s *Stage) tell(ctx context.Context, all ...*Delivery) error {
	ctx, cancel := within(ctx)
	defer cancel()
	for _, d := range all {
		if err := s.tellOne(ctx, d.Deliver); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) tellOne(ctx context.Context, deliver func(context.Context) error) error {
	s.mu.Lock()
	n := s.handled + 1
	s.mu.Unlock()
	if err := deliver(ctx); err != nil {
		return errors.Join(err, s.log.take())
	}
	if err := s.awaitHandled(ctx, n); err != nil {
		return err
	}
	s.mu.Lock()
	trouble := s.trouble
	s.trouble = nil
	s.mu.Unlock()
	return errors.Join(errors.Join(trouble...), s.log.take())
}

// Again delivers the last act's event once more.
func (s *Stage) Again(ctx context.Context) error {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last == nil {
		return errors.New("the bot hears nothing of this act, so it cannot be delivered twice")
	}
	ctx, cancel := within(ctx)
	defer cancel()
	return s.tellOne(ctx, last.Again)
}
