package gig_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot with people, for what scripts cannot show: two things at once,
// and what is queued but not sent yet.
type world struct {
	t       *testing.T
	redis   *redistest.Redis
	in      bot.Community
	now     time.Time
	members *member.Members
	gigs    *gig.Gigs
	engine  *engine.Engine
	courier *deliver.Courier
	runner  *schedule.Runner
	roles   map[bot.User]bot.Role

	mu     sync.Mutex
	events int
	sent   []bot.Outgoing
}

func newWorld(t *testing.T) *world { return newWorldWith(t, deliver.Manners{}) }

func newWorldWith(t *testing.T, manners deliver.Manners) *world {
	w := &world{
		t: t, redis: redistest.Mini(t),
		in:    bot.Community{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English, Gigs: []bot.Channel{"test:gigs"}},
		now:   time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		roles: map[bot.User]bot.Role{"test:hr": bot.Insider | bot.HR, "test:hr2": bot.Insider | bot.HR},
	}
	clock := func() time.Time { return w.now }
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w.members = member.New(member.Deps{DB: w.redis.DB, Clock: clock, Profile: w.Profile})
	w.gigs = gig.New(gig.Deps{DB: w.redis.DB, Members: w.members, Outbox: deliver.NewOutbox(w.redis.DB)})
	features := []bot.Feature{w.members.Feature(), w.gigs.Feature()}
	communities := []bot.Community{w.in}
	var err error
	w.engine, err = engine.New(engine.Config{
		Communities: communities, Features: features, People: w.members, DB: w.redis.DB, Clock: clock, Log: log, Join: "member.register",
	})
	if err != nil {
		t.Fatal(err)
	}
	var notices []bot.Notice
	for _, f := range features {
		notices = append(notices, f.Notices...)
	}
	w.courier, err = deliver.NewCourier(deliver.Config{
		DB: w.redis.DB, Communities: communities, Notices: notices, Adapters: []bot.Adapter{w},
		Members: w.members, Manners: manners, Clock: clock, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.runner, err = schedule.NewRunner(schedule.Config{
		DB: w.redis.DB, Communities: communities, Jobs: w.gigs.Feature().Jobs, Clock: clock, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The world is its own adapter: it notes what is sent.

func (w *world) Traits() bot.Traits {
	return bot.Traits{Platform: "test", FormFields: 20, InlineFaults: true, Repeatable: true}
}

func (w *world) Run(context.Context, bot.Dispatcher) error { return nil }

func (w *world) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, out)
	return bot.MessageRef(fmt.Sprintf("test:%d", len(w.sent))), nil
}

func (w *world) Find(context.Context, bot.Outgoing, time.Time) (bot.MessageRef, error) {
	return "", bot.ErrUncertain
}

func (w *world) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

func (w *world) Edit(context.Context, bot.MessageRef, bot.Message) error { return nil }

func (w *world) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	roles := w.roles[u]
	if roles == 0 {
		roles = bot.Insider
	}
	return bot.Profile{Name: strings.TrimPrefix(string(u), "test:"), Locale: bot.English, Roles: roles}, nil
}

// register lets somebody be a member who agreed to gigs.
func (w *world) register(name string, m member.Member) bot.User {
	user := bot.User("test:" + name)
	m.Name, m.Accounts, m.Department, m.Left = name, []bot.User{user}, "Sales", 2022
	if m.Closeness == "" {
		m.Closeness = member.OpenGigs
	}
	tx := w.redis.DB.Begin(storage.CommunityScope("acme"), name, w.now)
	w.members.Register(tx, name, m, []member.Purpose{member.Gigs}, bot.English, w.now)
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if err := w.members.Mirror().Sync(w.t.Context(), "acme"); err != nil {
		w.t.Fatal(err)
	}
	return user
}

func (w *world) meta(u bot.User) bot.Meta {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events++
	return bot.Meta{ID: fmt.Sprint("event", w.events), Community: "acme", User: u, Channel: "test:gigs", Locale: bot.English, Traits: w.Traits()}
}

func (w *world) typed(u bot.User, line string) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.UsedCommand{Meta: w.meta(u), Line: line})
}

func (w *world) press(u bot.User, a bot.Action) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.Pressed{Meta: w.meta(u), Action: a})
}

// fill sends the form that r opened.
func (w *world) fill(u bot.User, r bot.Response, v bot.Values) bot.Response {
	w.t.Helper()
	ask, ok := r.(bot.Ask)
	if !ok {
		w.t.Fatalf("no form, but: %s", bottest.Read(r))
	}
	values := bot.Values{}
	for name, value := range ask.Sheet.Values {
		values[name] = value
	}
	for name, value := range v {
		values[name] = value
	}
	return w.engine.Dispatch(w.t.Context(), bot.Sent{Meta: w.meta(u), Sheet: ask.Sheet.ID, Values: values})
}

// post publishes a gig with go for its skill and returns its id.
func (w *world) post(title string, people int) string {
	w.t.Helper()
	r := w.fill("test:hr", w.typed("test:hr", "/gig post title:"+title+" client:Acme task:Work skills:go audience:alumni period:1 month "+
		fmt.Sprint("place:remote hours:10 deadline:12/20 pay:¥1 payment:30 people:", people)), nil)
	publish := bottest.ActionOf(w.t, r, "Publish")
	bottest.ActionOf(w.t, w.press("test:hr", publish), "Pause")
	return publish.Arg
}

// apply has somebody apply and returns the action that withdraws it.
func (w *world) apply(u bot.User, id string) bot.Action {
	w.t.Helper()
	form := w.press(u, bot.Action{Community: "acme", Route: "gig.apply", Arg: id})
	return bottest.ActionOf(w.t, w.fill(u, form, bot.Values{"message": "hello"}), "Withdraw")
}

// drain sends what is queued and returns the users to whom something was sent.
func (w *world) drain() []string {
	w.t.Helper()
	w.mu.Lock()
	w.sent = nil
	w.mu.Unlock()
	if _, err := w.courier.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	var to []string
	for _, out := range w.sent {
		if out.User != "" {
			to = append(to, strings.TrimPrefix(string(out.User), "test:"))
		}
	}
	return to
}
