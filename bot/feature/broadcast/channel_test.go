package broadcast_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/broadcast"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// station is a platform with a channel that the bot was not invited to.
type station struct {
	t       *testing.T
	now     time.Time
	shut    bool
	posts   []string // in the channel
	card    string   // in the managers' channel, as it reads now
	members *member.Members
	engine  *engine.Engine
	courier *deliver.Courier
	runner  *schedule.Runner
	events  int
}

const (
	news     bot.Channel = "stage:news"
	managers bot.Channel = "stage:managers"
)

func newStation(t *testing.T) *station {
	s := &station{t: t, now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), shut: true}
	db := redistest.Mini(t).DB
	clock, log := func() time.Time { return s.now }, slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil))
	communities := []bot.Community{{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English, Managers: []bot.Channel{managers}}}
	s.members = member.New(member.Deps{DB: db, Clock: clock, Profile: s.Profile})
	f := broadcast.New(broadcast.Deps{DB: db, Members: s.members, Outbox: deliver.NewOutbox(db), Settings: broadcast.Defaults()}).Feature()
	var err error
	if s.engine, err = engine.New(engine.Config{
		Communities: communities, Features: []bot.Feature{s.members.Feature(), f}, People: s.members, DB: db, Clock: clock, Log: log, Join: member.RegisterRoute,
	}); err != nil {
		t.Fatal(err)
	}
	if s.courier, err = deliver.NewCourier(deliver.Config{
		DB: db, Communities: communities, Notices: f.Notices, Adapters: []bot.Adapter{s}, Members: s.members, Clock: clock, Log: log,
	}); err != nil {
		t.Fatal(err)
	}
	if s.runner, err = schedule.NewRunner(schedule.Config{DB: db, Communities: communities, Jobs: f.Jobs, Clock: clock, Log: log}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *station) Traits() bot.Traits { return bottest.Roomy() }

func (s *station) Run(context.Context, bot.Dispatcher) error { return nil }

func (s *station) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	switch {
	case out.Channel == managers:
		s.card = bottest.Read(bot.Reply{Message: out.Message})
	case s.shut:
		return "", bot.ErrUnreachable
	default:
		s.posts = append(s.posts, bottest.Read(bot.Reply{Message: out.Message}))
	}
	return "stage:message", nil
}

func (s *station) Edit(_ context.Context, _ bot.MessageRef, m bot.Message) error {
	s.card = bottest.Read(bot.Reply{Message: m})
	return nil
}

func (s *station) Find(context.Context, bot.Outgoing, time.Time) (bot.MessageRef, error) {
	return "", bot.ErrNotSent
}

func (s *station) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

func (s *station) Profile(context.Context, bot.User) (bot.Profile, error) {
	return bot.Profile{Name: "Mei", Locale: bot.English, Roles: bot.Insider | bot.Manager}, nil
}

func (s *station) meta() bot.Meta {
	s.events++
	return bot.Meta{
		ID: fmt.Sprint("event", s.events), Community: "acme", User: "stage:mei", Channel: news, Locale: bot.English, Traits: s.Traits(),
	}
}

// pass lets time go by, and has happen what is due.
func (s *station) pass(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	for range 3 {
		if _, err := s.runner.Drain(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.courier.Drain(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

// A channel that the bot cannot post in is not told to have been posted in. Once
// the bot is there, what failed is posted, and once.
func TestChannelWithoutTheBot(t *testing.T) {
	s := newStation(t)
	s.engine.Dispatch(t.Context(), bot.UsedCommand{Meta: s.meta(), Line: "/broadcast new title:Party body:On Friday. when:now confirm:1 medium:" + string(news)})
	s.pass(time.Minute)
	s.pass(time.Minute)
	if !strings.Contains(s.card, "Failed") || !strings.Contains(s.card, "invite the bot") || strings.Contains(s.card, "Sent") {
		t.Fatalf("what managers see:\n%s", s.card)
	}
	s.shut = false
	list := s.engine.Dispatch(t.Context(), bot.UsedCommand{Meta: s.meta(), Line: "/broadcast list"})
	shown := s.engine.Dispatch(t.Context(), bot.Pressed{Meta: s.meta(), Action: bottest.Buttons(list)[0].Action})
	for _, b := range bottest.Buttons(shown) {
		if b.Label == "Post it again" {
			s.engine.Dispatch(t.Context(), bot.Pressed{Meta: s.meta(), Action: b.Action})
			break
		}
	}
	s.pass(time.Minute)
	s.pass(time.Minute)
	if len(s.posts) != 1 || !strings.Contains(s.posts[0], "On Friday.") {
		t.Errorf("posted: %q", s.posts)
	}
	if !strings.Contains(s.card, "Sent") || strings.Contains(s.card, "Failed") {
		t.Errorf("what managers see then:\n%s", s.card)
	}
}
