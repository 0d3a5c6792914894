package checkin_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/checkin"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot with people, for what scripts cannot show: what storage holds,
// what is logged, round trips, and two things at once.
type world struct {
	t       *testing.T
	redis   *redistest.Redis
	in      bot.Community
	now     time.Time
	traits  bot.Traits
	members *member.Members
	engine  *engine.Engine
	courier *deliver.Courier
	runner  *schedule.Runner

	mu     sync.Mutex
	log    bytes.Buffer
	events int
	sent   []bot.Outgoing
}

func newWorld(t *testing.T, redis *redistest.Redis) *world {
	w := &world{
		t: t, redis: redis, traits: bottest.Roomy(), now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		in: bot.Community{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English, Managers: []bot.Channel{"stage:managers"}},
	}
	clock := func() time.Time { return w.now }
	log := slog.New(slog.NewTextHandler(logged{w}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.members = member.New(member.Deps{DB: redis.DB, Clock: clock, Profile: w.Profile})
	checkIns := checkin.New(checkin.Deps{
		DB: redis.DB, Members: w.members, Outbox: deliver.NewOutbox(redis.DB), Agenda: schedule.NewAgenda(redis.DB),
	})
	features := []bot.Feature{w.members.Feature(), checkIns.Feature()}
	communities := []bot.Community{w.in}
	var err error
	if w.engine, err = engine.New(engine.Config{
		Communities: communities, Features: features, People: w.members, DB: redis.DB, Clock: clock, Log: log, Join: "member.register",
	}); err != nil {
		t.Fatal(err)
	}
	if w.courier, err = deliver.NewCourier(deliver.Config{
		DB: redis.DB, Communities: communities, Notices: checkIns.Feature().Notices, Adapters: []bot.Adapter{w},
		Members: w.members, Clock: clock, Log: log,
	}); err != nil {
		t.Fatal(err)
	}
	if w.runner, err = schedule.NewRunner(schedule.Config{
		DB: redis.DB, Communities: communities, Jobs: checkIns.Feature().Jobs, Clock: clock, Log: log,
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

type logged struct{ *world }

func (l logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.world.log.Write(line)
}

// The world is its own adapter: it notes what is sent.

func (w *world) Traits() bot.Traits { return w.traits }

func (w *world) Run(context.Context, bot.Dispatcher) error { return nil }

func (w *world) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, out)
	return bot.MessageRef(fmt.Sprintf("stage:%d", len(w.sent))), nil
}

func (w *world) Find(context.Context, bot.Outgoing, time.Time) (bot.MessageRef, error) {
	return "", bot.ErrUncertain
}

func (w *world) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

func (w *world) Edit(_ context.Context, _ bot.MessageRef, m bot.Message) error {
	_, err := w.Send(context.Background(), bot.Outgoing{Message: m})
	return err
}

func (w *world) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	roles := bot.Insider
	if u == manager {
		roles |= bot.Manager
	}
	return bot.Profile{Name: strings.TrimPrefix(string(u), "stage:"), Locale: bot.English, Roles: roles}, nil
}

const manager bot.User = "stage:manager"

// enrol registers members who agreed to check-ins.
func (w *world) enrol(n int) []bot.User {
	w.t.Helper()
	var all []bot.User
	tx := w.redis.DB.Begin(storage.CommunityScope("acme"), "enrol", w.now)
	for i := range n {
		user := bot.User(fmt.Sprintf("stage:person%02d", i))
		w.members.Register(tx, string(user), member.Member{
			Name: fmt.Sprintf("Person %02d", i), Accounts: []bot.User{user}, Department: "Sales", Left: 2022, Closeness: member.Chat,
		}, []member.Purpose{member.CheckIns}, bot.English, w.now)
		all = append(all, user)
	}
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
	return all
}

// settle has everything happen that is due now.
func (w *world) settle() {
	w.t.Helper()
	for range 4 {
		if err := w.members.Mirror().Sync(w.t.Context(), "acme"); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.runner.Drain(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.courier.Drain(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	w.now = w.now.Add(d)
	w.settle()
}

func (w *world) meta(u bot.User) bot.Meta {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events++
	return bot.Meta{ID: fmt.Sprint("event", w.events), Community: "acme", User: u, Channel: "stage:general", Locale: bot.English, Traits: w.traits}
}

func (w *world) typed(u bot.User, line string) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.UsedCommand{Meta: w.meta(u), Line: line})
}

func (w *world) press(u bot.User, route, arg string) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.Pressed{Meta: w.meta(u), Action: bot.Action{Community: "acme", Route: route, Arg: arg}})
}

// fill sends the form that r opened, all of it at once.
func (w *world) fill(u bot.User, r bot.Response, v bot.Values) bot.Response {
	w.t.Helper()
	ask, ok := r.(bot.Ask)
	if !ok {
		w.t.Fatalf("no form, but: %s", read(r))
	}
	values := maps.Clone(ask.Sheet.Values)
	maps.Copy(values, v)
	return w.engine.Dispatch(w.t.Context(), bot.Sent{Meta: w.meta(u), Sheet: ask.Sheet.ID, Values: values})
}

// start has a check-in begin and returns the id of its first run.
func (w *world) start(v bot.Values) string {
	w.t.Helper()
	preview := w.fill(manager, w.typed(manager, "/checkin new"), v)
	id := bottest.ActionOf(w.t, preview, "Start").Arg
	w.press(manager, "checkin.start", id)
	w.settle()
	return id + "-1"
}

// answers answers a run and returns what was said.
func (w *world) answers(u bot.User, run string, v bot.Values) string {
	w.t.Helper()
	return read(w.fill(u, w.press(u, "checkin.answer", run), v))
}

// read is what an answer says, with what stands in its files.
func read(r bot.Response) string {
	var b strings.Builder
	b.WriteString(bottest.Read(r))
	for _, block := range bottest.MessageOf(r).Blocks {
		if f, ok := block.(bot.File); ok {
			b.Write(f.Content)
		}
	}
	return b.String()
}
