// Package featuretest is what the tests of features have in common: a bot that
// Go code deals with, for what scripts cannot show, and members for the
// communities that scripts begin with.
package featuretest

import (
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// Harness is a bot that a test deals with directly, for what scripts cannot show:
// what storage holds, what is logged, how often somebody waits for Redis, and
// many things at once. It works for one community, which speaks English and
// lives by UTC, and is its own platform, with accounts such as "stage:hana". Its
// methods may be called at once; what a test sets, it sets while nothing goes on.
type Harness struct {
	T      testing.TB
	Redis  *redistest.Redis
	Engine *engine.Engine
	In     bot.Community
	Now    time.Time  // at first 2026-12-01 09:00
	Traits bot.Traits // of the screen that people act on; at first a roomy one
	// Profiles are who people are, as the platform knows them. Whoever is not
	// there is an insider who reads English.
	Profiles map[bot.User]bot.Profile
	// Refuses is how the platform answers to a message; nil: it takes them all.
	Refuses func(bot.Outgoing) error

	running *bottest.RunningBot

	mu       sync.Mutex
	log      bytes.Buffer
	events   int
	messages int
	sent     []bot.Outgoing // since Sent was last called
}

// New is a harness for the bot that is built, in an empty community.
func New(t testing.TB, redis *redistest.Redis, build bottest.Build) *Harness {
	t.Helper()
	d := &Harness{
		T: t, Redis: redis, Traits: bottest.Roomy(), Profiles: map[bot.User]bot.Profile{},
		Now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		In: bot.Community{
			ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English,
			Gigs: []bot.Channel{"stage:gigs"}, Managers: []bot.Channel{"stage:managers"},
		},
	}
	on := platform{d}
	house, err := bottest.Open(bottest.Env{
		DB: redis.DB, Clock: func() time.Time { return d.Now }, Communities: []bot.Community{d.In},
		Log:     slog.New(slog.NewTextHandler(on, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Profile: on.Profile, Account: account, Routes: func() []bot.Route { return d.Engine.Routes() },
	}, build, on)
	if err != nil {
		t.Fatal(err)
	}
	d.running, d.Engine = house, house.Engine
	return d
}

// account is that of somebody by their name in a test.
func account(name string) bot.User { return bot.User("stage:" + name) }

// Scope is where storage holds what belongs to the community.
func (d *Harness) Scope() storage.Scope { return storage.CommunityScope(string(d.In.ID)) }

// Register makes somebody a member: by their name and with a department and a
// year where the record has none. It returns their account.
func (d *Harness) Register(members *member.Members, name string, m member.Member, agreed ...member.Purpose) bot.User {
	d.T.Helper()
	tx := d.Redis.DB.Begin(d.Scope(), "register "+name, d.Now)
	members.Register(tx, name, complete(m, name, account(name)), agreed, bot.English, d.Now)
	if err := tx.Commit(d.T.Context()); err != nil {
		d.T.Fatal(err)
	}
	d.Sync(members)
	return account(name)
}

// Sync brings the index of members up to what is committed.
func (d *Harness) Sync(members *member.Members) {
	d.T.Helper()
	if err := members.Index().Sync(d.T.Context(), d.In.ID); err != nil {
		d.T.Fatal(err)
	}
}

// Meta is that of a new event.
func (d *Harness) Meta(u bot.User) bot.Meta {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events++
	return bot.Meta{
		ID: fmt.Sprint("event", d.events), Community: d.In.ID, User: u, Channel: "stage:general", Locale: bot.English, Traits: d.Traits,
	}
}

// Type has somebody use a command.
func (d *Harness) Type(u bot.User, line string) bot.Response {
	return d.Engine.Dispatch(d.T.Context(), bot.UsedCommand{Meta: d.Meta(u), Line: line})
}

// Press has somebody press a button.
func (d *Harness) Press(u bot.User, a bot.Action) bot.Response {
	return d.Engine.Dispatch(d.T.Context(), bot.Pressed{Meta: d.Meta(u), Action: a})
}

// PressRoute is Press of a button that leads to a route.
func (d *Harness) PressRoute(u bot.User, route, arg string) bot.Response {
	return d.Press(u, bot.Action{Community: d.In.ID, Route: route, Arg: arg})
}

// Open has somebody look at their home page.
func (d *Harness) Open(u bot.User) bot.Response {
	return d.Engine.Dispatch(d.T.Context(), bot.Opened{Meta: d.Meta(u)})
}

// Fill sends the form that r opened, with what stands in it and these values, all
// of it at once. The test ends where r is no form.
func (d *Harness) Fill(u bot.User, r bot.Response, v bot.Values) bot.Response {
	d.T.Helper()
	ask, ok := r.(bot.Ask)
	if !ok {
		d.T.Fatalf("no form, but: %s", bottest.Read(r))
	}
	values := bot.Values{}
	maps.Copy(values, ask.Sheet.Values)
	maps.Copy(values, v)
	return d.Engine.Dispatch(d.T.Context(), bot.Sent{Meta: d.Meta(u), Sheet: ask.Sheet.ID, Values: values})
}

// Settle has everything happen that is due now.
func (d *Harness) Settle() {
	d.T.Helper()
	if err := d.running.RunDue(d.T.Context()); err != nil {
		d.T.Fatal(err)
	}
}

// Pass lets time go by. What was due on the way happens at its end.
func (d *Harness) Pass(by time.Duration) {
	d.T.Helper()
	d.Now = d.Now.Add(by)
	d.Settle()
}

// Sent is what the platform took since it was last asked, edited messages
// without a recipient.
func (d *Harness) Sent() []bot.Outgoing {
	d.mu.Lock()
	defer d.mu.Unlock()
	sent := d.sent
	d.sent = nil
	return sent
}

// Mentions are the keys in which, or under which, something stands, apart from what
// ends by itself: whatever has a TTL, such as reports of deliveries, forms that are
// open, and what keeps an event from having its effect twice.
func (d *Harness) Mentions(what string) (keys []string) {
	d.T.Helper()
	for key, value := range d.Redis.Dump(d.T) {
		if strings.Contains(key+" "+value, what) && !endsByItself.MatchString(key) && d.Redis.Client.PTTL(d.T.Context(), key).Val() < 0 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

var endsByItself = regexp.MustCompile(`:(draft|once|tx|agenda:take):`)

// Log is all that was logged, at any level.
func (d *Harness) Log() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}
