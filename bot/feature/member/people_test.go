package member_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// office is a running bot with this feature alone.
type office struct {
	*engine.Engine
	t       *testing.T
	redis   *redistest.Redis
	members *member.Members
	in      bot.Community
	now     time.Time
	mu      sync.Mutex
	events  int
	profile map[bot.User]bot.Profile
}

func newOffice(t *testing.T) *office {
	o := &office{
		t: t, redis: redistest.Mini(t), now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		in:      bot.Community{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.Japanese},
		profile: map[bot.User]bot.Profile{},
	}
	clock := func() time.Time { return o.now }
	o.members = member.New(member.Deps{DB: o.redis.DB, Clock: clock, Profile: func(_ context.Context, u bot.User) (bot.Profile, error) {
		if p, ok := o.profile[u]; ok {
			return p, nil
		}
		return bot.Profile{Name: string(u), Roles: bot.Insider}, nil
	}})
	var err error
	o.Engine, err = engine.New(engine.Config{
		Communities: []bot.Community{o.in}, Features: []bot.Feature{o.members.Feature()}, People: o.members,
		DB: o.redis.DB, Clock: clock, Log: slog.New(slog.DiscardHandler), Join: "member.register",
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) meta(user bot.User) bot.Meta {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.events++
	return bot.Meta{ID: fmt.Sprint("event", o.events), Community: "acme", User: user, Locale: bot.English, Traits: bottest.Roomy()}
}

func (o *office) say(user bot.User, line string) bot.Response {
	return o.Dispatch(o.t.Context(), bot.UsedCommand{Meta: o.meta(user), Line: line})
}

func (o *office) press(user bot.User, route, arg string) bot.Response {
	return o.Dispatch(o.t.Context(), bot.Pressed{Meta: o.meta(user), Action: bot.Action{Community: "acme", Route: route, Arg: arg}})
}

func (o *office) send(user bot.User, r bot.Response, v bot.Values) bot.Response {
	ask, ok := r.(bot.Ask)
	if !ok {
		o.t.Fatalf("no form but %+v", r)
	}
	return o.Dispatch(o.t.Context(), bot.Sent{Meta: o.meta(user), Sheet: ask.Sheet.ID, Values: v})
}

// enrol writes members as the seed does.
func (o *office) enrol(n int) {
	tx := o.redis.DB.Begin(storage.CommunityScope("acme"), "", o.now)
	for i := range n {
		o.members.Register(tx, fmt.Sprint("enrol", i), member.Member{
			Name: fmt.Sprintf("Member %d", i), Accounts: []bot.User{bot.User(fmt.Sprint("test:m", i))}, Department: "IT", Left: 2020,
			Skills: []string{"go", "foolang"}, Closeness: member.Chat,
		}, member.Purposes(), bot.English, o.now)
	}
	if err := tx.Commit(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	if err := o.members.Mirror().Sync(o.t.Context(), "acme"); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) registered(user bot.User) *storage.Record[member.Member] {
	r, err := o.members.Of(o.t.Context(), &bot.Call{In: o.in, At: o.now, Who: bot.Who{User: user}})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func TestRolesComeFromThePlatformAndFromRegistering(t *testing.T) {
	o := newOffice(t)
	o.enrol(1)
	for _, c := range []struct {
		user    bot.User
		profile bot.Profile
		name    string
		roles   bot.Role
	}{
		{"test:new", bot.Profile{Name: "New", Roles: bot.Insider}, "New", bot.Insider},
		{"test:new", bot.Profile{Name: "New", Roles: bot.Insider | bot.Member}, "New", bot.Insider},
		{"test:new", bot.Profile{Name: "Guest"}, "Guest", 0},
		{"test:m0", bot.Profile{Name: "m0", Roles: bot.Insider | bot.HR}, "Member 0", bot.Insider | bot.HR | bot.Member},
		{"test:m0", bot.Profile{Name: "m0"}, "Member 0", 0},
		{"test:m0", bot.Profile{Name: "m0", Roles: bot.Insider, Deactivated: true}, "Member 0", 0},
	} {
		o.profile[c.user] = c.profile
		batch := o.redis.DB.Batch(storage.CommunityScope("acme"), o.now)
		look := o.members.Look(batch, o.in, o.meta(c.user))
		if err := batch.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		who, err := look(t.Context())
		if err != nil || who.Name != c.name || who.Roles != c.roles || who.User != c.user {
			t.Errorf("%s with %+v is %+v (%v), want %s with %s", c.user, c.profile, who, err, c.name, c.roles)
		}
	}
}

func TestAnAccountIsRegisteredOnce(t *testing.T) {
	o := newOffice(t)
	o.enrol(1)
	tx := o.redis.DB.Begin(storage.CommunityScope("acme"), "again", o.now)
	o.members.Register(tx, "again", member.Member{Name: "x", Accounts: []bot.User{"test:m0"}}, nil, bot.English, o.now)
	if err := tx.Commit(t.Context()); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("a second registration of the account: %v, want a conflict", err)
	}
}

// Somebody who opened the form on two devices and sends both at once is
// registered once.
func TestTwoFormsSentAtOnce(t *testing.T) {
	o := newOffice(t)
	values := bot.Values{"name": "Sam", "department": "IT", "left": "2020", "closeness": "chat", "gigs": "yes"}
	forms := []bot.Response{o.say("test:sam", "/alumni register"), o.say("test:sam", "/alumni register")}
	var wg sync.WaitGroup
	for _, form := range forms {
		wg.Go(func() { o.send("test:sam", form, values) })
	}
	wg.Wait()
	r := o.registered("test:sam")
	if r.Ordinal != 1 || r.Value.Entries != 1 {
		t.Errorf("ordinal %d with %d consents, want 1 and 1", r.Ordinal, r.Value.Entries)
	}
	if others, err := o.members.ByOrdinal(t.Context(), "acme", []uint32{2}, o.now); err != nil || others[0] != nil {
		t.Errorf("there is a second record: %+v, %v", others, err)
	}
}

// Each answer takes at most three round trips: who acts, what is read, what is
// written.
func TestRoundTrips(t *testing.T) {
	o := newOffice(t)
	o.enrol(12)
	o.profile["test:mgr"] = bot.Profile{Name: "Mgr", Roles: bot.Insider | bot.Manager}
	about := bot.Values{"name": "Sam", "department": "IT", "left": "2020", "closeness": "chat", "gigs": "yes", "directory": "yes", "skills": "go"}
	visible := bot.Values{}
	for _, name := range []string{"department", "years", "skills", "hours", "place", "closeness", "employer", "employers"} {
		visible[name] = "members"
	}
	o.say("test:sam", "/alumni home") // the server learns the scripts
	var last bot.Response
	me := bot.User("test:m0")
	for _, step := range []struct {
		name string
		want int
		do   func() bot.Response
	}{
		{"home of a newcomer", 1, func() bot.Response { return o.say("test:sam", "/alumni home") }},
		{"register: the form", 2, func() bot.Response { return o.say("test:sam", "/alumni register") }},
		{"register", 2, func() bot.Response { return o.send("test:sam", last, about) }},
		{"register again", 1, func() bot.Response { return o.say("test:sam", "/alumni register") }},
		{"home of a member", 1, func() bot.Response { return o.say(me, "/alumni home") }},
		{"profile", 1, func() bot.Response { return o.say(me, "/alumni profile") }},
		{"edit: the form", 2, func() bot.Response { return o.say(me, "/alumni edit") }},
		{"edit", 2, func() bot.Response { return o.send(me, last, about) }},
		{"visibility: the form", 2, func() bot.Response { return o.say(me, "/alumni visibility") }},
		{"visibility", 2, func() bot.Response { return o.send(me, last, visible) }},
		{"employers: the form", 2, func() bot.Response { return o.say(me, "/alumni employers") }},
		{"employers", 2, func() bot.Response { return o.send(me, last, bot.Values{"employers": "Midori, 2020-"}) }},
		{"closeness", 2, func() bot.Response { return o.say(me, "/alumni closeness level:mentor") }},
		{"consent", 2, func() bot.Response { return o.say(me, "/alumni consent") }},
		{"withdraw", 3, func() bot.Response { return o.press(me, "member.withdraw", "gigs") }},
		{"agree", 3, func() bot.Response { return o.press(me, "member.agree", "gigs") }},
		{"find: the form", 2, func() bot.Response { return o.say(me, "/alumni find") }},
		{"find, several pages", 3, func() bot.Response { return o.send(me, last, nil) }},
		{"next page", 3, func() bot.Response {
			return o.Dispatch(t.Context(), bot.Pressed{Meta: o.meta(me), Action: next(t, last)})
		}},
		{"find, one page", 2, func() bot.Response { return o.say(me, "/alumni find text:11") }},
		{"one person", 2, func() bot.Response { return o.press(me, "member.show", o.registered("test:m5").ID) }},
		{"skills", 1, func() bot.Response { return o.say(me, "/alumni skills") }},
		{"teach a word", 3, func() bot.Response { return o.say("test:mgr", "/alumni skills add:foolang means:bar") }},
		{"forget a word", 2, func() bot.Response { return o.say("test:mgr", "/alumni skills remove:foolang") }},
	} {
		extra := 0
		if step.name == "one person" {
			extra = 1 // the test looks up whom it means
		}
		o.redis.Trips.Reset()
		last = step.do()
		if got := o.redis.Trips.Count() - extra; got != step.want {
			t.Errorf("%s: %d round trips, want %d", step.name, got, step.want)
		}
	}
	if skills := o.registered("test:m3").Value.Skills; len(skills) != 2 || skills[1] != "bar" {
		t.Errorf("a taught word did not reach the profiles: %q", skills)
	}
}

// next is the action of the button that turns the page.
func next(t *testing.T, r bot.Response) bot.Action {
	for _, b := range r.(bot.Reply).Message.Blocks {
		if row, ok := b.(bot.Buttons); ok && row[0].Action.Route == "member.more" {
			return row[0].Action
		}
	}
	t.Fatalf("no next page in %+v", r)
	return bot.Action{}
}
