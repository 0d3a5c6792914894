package member_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// office is a running bot with this feature alone.
type office struct {
	*featuretest.Harness
	members *member.Members
}

func newOffice(t *testing.T) *office {
	o := &office{}
	o.Harness = featuretest.New(t, redistest.Mini(t), func(env bottest.Env) bottest.Bot {
		o.members = member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		return bottest.Bot{Features: []bot.Feature{o.members.Feature()}, People: o.members, Join: "member.register"}
	})
	return o
}

// enrol registers members who agreed to everything.
func (o *office) enrol(n int) {
	o.T.Helper()
	for i := range n {
		o.Register(o.members, fmt.Sprint("m", i), member.Member{
			Name: fmt.Sprintf("Member %d", i), Skills: []string{"go", "foolang"}, Closeness: member.Chat,
		}, member.Purposes()...)
	}
}

func (o *office) registered(user bot.User) *storage.Record[member.Member] {
	r, err := o.members.Of(o.T.Context(), &bot.Call{In: o.In, At: o.Now, Who: bot.Who{User: user}})
	if err != nil {
		o.T.Fatal(err)
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
		{"stage:new", bot.Profile{Name: "New", Roles: bot.Insider}, "New", bot.Insider},
		{"stage:new", bot.Profile{Name: "New", Roles: bot.Insider | bot.Member}, "New", bot.Insider},
		{"stage:new", bot.Profile{Name: "Guest"}, "Guest", 0},
		{"stage:m0", bot.Profile{Name: "m0", Roles: bot.Insider | bot.HR}, "Member 0", bot.Insider | bot.HR | bot.Member},
		{"stage:m0", bot.Profile{Name: "m0"}, "Member 0", 0},
		{"stage:m0", bot.Profile{Name: "m0", Roles: bot.Insider, Deactivated: true}, "Member 0", 0},
	} {
		o.Profiles[c.user] = c.profile
		batch := o.Redis.DB.Batch(storage.CommunityScope("acme"), o.Now)
		look := o.members.Look(batch, o.In, o.Meta(c.user))
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
	tx := o.Redis.DB.Begin(storage.CommunityScope("acme"), "again", o.Now)
	o.members.Register(tx, "again", member.Member{Name: "x", Accounts: []bot.User{"stage:m0"}}, nil, bot.English, o.Now)
	if err := tx.Commit(t.Context()); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("a second registration of the account: %v, want a conflict", err)
	}
}

// Somebody who opened the form on two devices and sends both at once is
// registered once.
func TestTwoFormsSentAtOnce(t *testing.T) {
	o := newOffice(t)
	values := bot.Values{"name": "Sam", "department": "IT", "left": "2020", "closeness": "chat", "gigs": "yes"}
	forms := []bot.Response{o.Type("stage:sam", "/alumni register"), o.Type("stage:sam", "/alumni register")}
	var wg sync.WaitGroup
	for _, form := range forms {
		wg.Go(func() { o.Fill("stage:sam", form, values) })
	}
	wg.Wait()
	r := o.registered("stage:sam")
	if r.Ordinal != 1 || r.Value.Entries != 1 {
		t.Errorf("ordinal %d with %d consents, want 1 and 1", r.Ordinal, r.Value.Entries)
	}
	if others, err := o.members.ByOrdinal(t.Context(), "acme", []uint32{2}, o.Now); err != nil || others[0] != nil {
		t.Errorf("there is a second record: %+v, %v", others, err)
	}
}

// Each answer takes at most three round trips: who acts, what is read, what is
// written.
func TestRoundTrips(t *testing.T) {
	o := newOffice(t)
	o.enrol(12)
	o.Profiles["stage:mgr"] = bot.Profile{Name: "Mgr", Roles: bot.Insider | bot.Manager}
	about := bot.Values{"name": "Sam", "department": "IT", "left": "2020", "closeness": "chat", "gigs": "yes", "directory": "yes", "skills": "go"}
	visible := bot.Values{}
	for _, name := range []string{"department", "years", "skills", "hours", "place", "closeness", "employer", "employers"} {
		visible[name] = "members"
	}
	o.Type("stage:sam", "/alumni home") // the server learns the scripts
	var last bot.Response
	me := bot.User("stage:m0")
	for _, step := range []struct {
		name string
		want int
		do   func() bot.Response
	}{
		{"home of a newcomer", 1, func() bot.Response { return o.Type("stage:sam", "/alumni home") }},
		{"register: the form", 2, func() bot.Response { return o.Type("stage:sam", "/alumni register") }},
		{"register", 2, func() bot.Response { return o.Fill("stage:sam", last, about) }},
		{"register again", 1, func() bot.Response { return o.Type("stage:sam", "/alumni register") }},
		{"home of a member", 1, func() bot.Response { return o.Type(me, "/alumni home") }},
		{"profile", 1, func() bot.Response { return o.Type(me, "/alumni profile") }},
		{"edit: the form", 2, func() bot.Response { return o.Type(me, "/alumni edit") }},
		{"edit", 2, func() bot.Response { return o.Fill(me, last, about) }},
		{"visibility: the form", 2, func() bot.Response { return o.Type(me, "/alumni visibility") }},
		{"visibility", 2, func() bot.Response { return o.Fill(me, last, visible) }},
		{"employers: the form", 2, func() bot.Response { return o.Type(me, "/alumni employers") }},
		{"employers", 2, func() bot.Response { return o.Fill(me, last, bot.Values{"employers": "Midori, 2020-"}) }},
		{"closeness", 2, func() bot.Response { return o.Type(me, "/alumni closeness level:mentor") }},
		{"consent", 2, func() bot.Response { return o.Type(me, "/alumni consent") }},
		{"withdraw", 3, func() bot.Response { return o.PressRoute(me, "member.withdraw", "gigs") }},
		{"agree", 3, func() bot.Response { return o.PressRoute(me, "member.agree", "gigs") }},
		{"find: the form", 2, func() bot.Response { return o.Type(me, "/alumni find") }},
		{"find, several pages", 3, func() bot.Response { return o.Fill(me, last, nil) }},
		{"next page", 3, func() bot.Response {
			return o.Press(me, next(t, last))
		}},
		{"find, one page", 2, func() bot.Response { return o.Type(me, "/alumni find text:11") }},
		{"one person", 2, func() bot.Response { return o.PressRoute(me, "member.show", o.registered("stage:m5").ID) }},
		{"skills", 1, func() bot.Response { return o.Type(me, "/alumni skills") }},
		{"teach a word", 3, func() bot.Response { return o.Type("stage:mgr", "/alumni skills add:foolang means:bar") }},
		{"forget a word", 2, func() bot.Response { return o.Type("stage:mgr", "/alumni skills remove:foolang") }},
	} {
		extra := 0
		if step.name == "one person" {
			extra = 1 // the test looks up whom it means
		}
		o.Redis.Trips.Reset()
		last = step.do()
		if got := o.Redis.Trips.Count() - extra; got != step.want {
			t.Errorf("%s: %d round trips, want %d", step.name, got, step.want)
		}
	}
	if skills := o.registered("stage:m3").Value.Skills; len(skills) != 2 || skills[1] != "bar" {
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
