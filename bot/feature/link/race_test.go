package link_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot for what scripts cannot show: many things at once.
type world struct {
	t       *testing.T
	redis   *redistest.Redis
	now     time.Time
	members *member.Members
	engine  *engine.Engine
	events  atomic.Int64
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, redis: redistest.Mini(t), now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	profile := func(_ context.Context, u bot.User) (bot.Profile, error) {
		return bot.Profile{Name: strings.TrimPrefix(string(u), "test:"), Locale: bot.English, Roles: bot.Insider}, nil
	}
	w.members = member.New(member.Deps{DB: w.redis.DB, Clock: clock, Profile: profile})
	var codes atomic.Int64
	links := link.New(link.Deps{
		DB: w.redis.DB, Members: w.members, Outbox: deliver.NewOutbox(w.redis.DB), Profile: profile,
		Code: func(string) string { return fmt.Sprintf("CADE%06d", codes.Add(1)) },
	})
	var err error
	w.engine, err = engine.New(engine.Config{
		Communities: []bot.Community{{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English}},
		Features:    []bot.Feature{w.members.Feature(), links}, People: w.members, DB: w.redis.DB, Clock: clock,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Join: "member.register",
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) register(name string) {
	tx := w.redis.DB.Begin(storage.CommunityScope("acme"), name, w.now)
	w.members.Register(tx, name, member.Member{Name: name, Accounts: []bot.User{bot.User("test:" + name)}, Left: 2022}, nil, bot.English, w.now)
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) meta(who string) bot.Meta {
	return bot.Meta{
		ID: fmt.Sprint("event", w.events.Add(1)), Community: "acme", User: bot.User("test:" + who), Locale: bot.English,
		Traits: bot.Traits{Platform: "test", FormFields: 20, InlineFaults: true},
	}
}

func (w *world) typed(who, line string) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.UsedCommand{Meta: w.meta(who), Line: line})
}

func (w *world) press(who string, a bot.Action) bot.Response {
	return w.engine.Dispatch(w.t.Context(), bot.Pressed{Meta: w.meta(who), Action: a})
}

// Many codes typed at once by one account teach it no more than five typed one
// after another.
func TestGuessingAtOnce(t *testing.T) {
	w := newWorld(t)
	var wrong, other atomic.Int64
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			if strings.Contains(bottest.Read(w.typed("eve", fmt.Sprintf("/alumni link code:AAAA%06d", i))), "does not work") {
				wrong.Add(1)
			} else {
				other.Add(1)
			}
		})
	}
	all.Wait()
	if wrong.Load() > 5 {
		t.Errorf("%d codes were judged", wrong.Load())
	}
	w.register("hana")
	w.typed("hana", "/alumni link")
	if got := bottest.Read(w.typed("eve", "/alumni link code:CADE000001")); !strings.Contains(got, "too many wrong codes") && wrong.Load() == 5 {
		t.Errorf("after them, a right one: %s", got)
	}
}

// However many confirm at once, an account belongs to one member.
func TestLinkingAtOnce(t *testing.T) {
	for range 5 {
		w := newWorld(t)
		w.register("hana")
		w.register("ken")
		// Both ask the same account to be theirs.
		w.typed("hana", "/alumni link")
		w.typed("ken", "/alumni link")
		var buttons []bot.Action
		for _, code := range []string{"CADE000001", "CADE000002"} {
			buttons = append(buttons, bottest.Buttons(w.typed("both", "/alumni link code:"+code))[0].Action)
		}
		var done atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if strings.Contains(bottest.Read(w.press("both", buttons[i%2])), "The accounts are linked") {
					done.Add(1)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 {
			t.Errorf("linked %d times", done.Load())
		}
		accounts := 0
		for _, name := range []string{"hana", "ken"} {
			r, err := w.members.Holder(t.Context(), "acme", bot.User("test:"+name), w.now)
			if err != nil {
				t.Fatal(err)
			}
			accounts += len(r.Value.Accounts)
		}
		if accounts != 3 {
			t.Errorf("%d accounts of two members and one more", accounts)
		}
	}
}

// Neither the code nor who typed it can be read from Redis's keys, and the code
// not from the values either.
func TestCodesAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.typed("hana", "/alumni link")
	w.typed("eve", "/alumni link code:CADE000007")
	for key, value := range w.redis.Dump(t) {
		if strings.Contains(strings.ToUpper(key+value), "CADE0") {
			t.Errorf("%s holds the code: %s", key, value)
		}
		if strings.Contains(key, "linkcode") && strings.Contains(key, "hana") || strings.Contains(key, "linkguess") && strings.Contains(key, "eve") {
			t.Errorf("the key %s names an account", key)
		}
	}
}

// How often a person waits for Redis.
func TestRoundTrips(t *testing.T) {
	w := newWorld(t)
	w.register("hana")
	w.typed("hana", "/alumni profile") // brings connections and scripts up
	got := map[string]int{}
	count := func(name string, do func() bot.Response) bot.Response {
		w.redis.Trips.Reset()
		m := do()
		got[name] = w.redis.Trips.Count()
		return m
	}
	count("show", func() bot.Response { return w.typed("hana", "/alumni link") })
	count("wrong code", func() bot.Response { return w.typed("hana2", "/alumni link code:AAAA000000") })
	asked := count("right code", func() bot.Response { return w.typed("hana2", "/alumni link code:CADE000001") })
	linked := count("link", func() bot.Response { return w.press("hana2", bottest.Buttons(asked)[0].Action) })
	count("here", func() bot.Response { return w.press("hana2", bottest.Buttons(linked)[0].Action) })
	count("unlink", func() bot.Response {
		return w.press("hana2", bot.Action{Community: "acme", Route: "link.part", Arg: "this"})
	})
	want := map[string]int{"show": 3, "wrong code": 3, "right code": 3, "link": 3, "here": 2, "unlink": 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trips: -want +got\n%s", diff)
	}
}
