package gig_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// atOnce runs everything together and returns what each answered.
func atOnce(does ...func() bot.Response) []string {
	said := make([]string, len(does))
	var all sync.WaitGroup
	for i, do := range does {
		all.Go(func() { said[i] = bottest.Read(do()) })
	}
	all.Wait()
	return said
}

func count(said []string, part string) int {
	n := 0
	for _, s := range said {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

func TestTheLastPlaceIsGivenAwayOnce(t *testing.T) {
	w := newWorld(t)
	ann, ben := w.register("ann", member.Member{Skills: []string{"go"}}), w.register("ben", member.Member{Skills: []string{"go"}})
	for round := range 10 {
		id := w.post(fmt.Sprint("Gig ", round), 1)
		a, b := w.apply(ann, id), w.apply(ben, id)
		accept := func(hr bot.User, arg string) func() bot.Response {
			return func() bot.Response { return w.PressRoute(hr, "gig.accept", arg) }
		}
		w.told()
		said := atOnce(accept(hr, a.Arg), accept(hr2, b.Arg))
		if count(said, "Every place is taken now") != 1 || count(said, "All places are taken (1)") != 1 {
			t.Fatalf("round %d: %q", round, said)
		}
		if told := w.told(); len(told) != 1 {
			t.Errorf("round %d: told %q, want the one who got the place", round, told)
		}
	}
}

func TestCloseAndApplyAtOnceLeaveNobodyWaiting(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	for round := range 10 {
		id := w.post(fmt.Sprint("Gig ", round), 1)
		form := w.PressRoute(ann, "gig.apply", id)
		said := atOnce(
			func() bot.Response {
				return w.PressRoute(hr, "gig.close", id)
			},
			func() bot.Response { return w.Fill(ann, form, bot.Values{"message": "hello"}) },
		)
		closed, applied := strings.Contains(said[0], "The gig is closed"), strings.Contains(said[1], "You applied")
		if closed == applied {
			t.Fatalf("round %d: closed %t, applied %t: %q", round, closed, applied, said)
		}
	}
}

func TestManyApplyAtOnce(t *testing.T) {
	w := newWorld(t)
	var does []func() bot.Response
	id := w.post("Gig", 9)
	for i := range 5 {
		user := w.register(fmt.Sprint("m", i), member.Member{Skills: []string{"go"}})
		form := w.PressRoute(user, "gig.apply", id)
		does = append(does, func() bot.Response { return w.Fill(user, form, bot.Values{"message": "hello"}) })
	}
	said := atOnce(does...)
	if n := count(said, "You applied"); n != 5 {
		t.Fatalf("%d of 5 applied: %q", n, said)
	}
	if shown := bottest.Read(w.PressRoute(hr, "gig.show", id)); !strings.Contains(shown, "5 applications · 5 waiting") {
		t.Errorf("shown: %s", shown)
	}
	first := w.PressRoute(hr, "gig.applicants", id)
	second := w.Press(hr, bottest.ActionOf(t, first, "Next"))
	if a, b := strings.Count(bottest.Read(first), "Waiting for an answer"), strings.Count(bottest.Read(second), "Waiting for an answer"); a != 4 || b != 1 || strings.Contains(bottest.Read(second), "Next") {
		t.Errorf("%d on the first page, %d on the second: %s", a, b, bottest.Read(second))
	}
}

func TestPublishedTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.register("ann", member.Member{Skills: []string{"go"}})
	r := w.Fill(hr, w.Type(hr, "/gig post title:Gig client:Acme task:Work skills:go audience:alumni period:1 month "+
		"place:remote hours:10 people:1 deadline:12/20 pay:¥1 payment:30"), nil)
	publish := bottest.ActionOf(t, r, "Publish")
	said := atOnce(
		func() bot.Response { return w.Press(hr, publish) },
		func() bot.Response { return w.Press(hr2, publish) },
	)
	if count(said, "1 matching member gets") != 1 || count(said, "published already") != 1 {
		t.Fatalf("%q", said)
	}
	if told := w.told(); !slices.Equal(told, []string{"ann"}) {
		t.Errorf("told %q", told)
	}
}

// What is queued is withheld when it is not true or not wanted any more.
func TestOffersAreCheckedAtTheMomentOfSending(t *testing.T) {
	change := func(f func(*member.Member)) func(*world, string) {
		return func(w *world, _ string) {
			found, err := w.members.ByOrdinal(w.T.Context(), "acme", []uint32{1}, w.Now)
			if err != nil || found[0] == nil {
				w.T.Fatal(found, err)
			}
			f(&found[0].Value)
			tx := w.Redis.DB.Begin(storage.CommunityScope("acme"), "", w.Now)
			w.members.Put(tx, found[0])
			if err := tx.Commit(w.T.Context()); err != nil {
				w.T.Fatal(err)
			}
		}
	}
	press := func(route string) func(*world, string) {
		return func(w *world, id string) {
			w.PressRoute(hr, route, id)
		}
	}
	for name, tt := range map[string]struct {
		meanwhile func(*world, string)
		sent      bool
	}{
		"nothing":           {func(*world, string) {}, true},
		"consent withdrawn": {change(func(m *member.Member) { m.Consents = nil }), false},
		"paused person":     {change(func(m *member.Member) { m.PausedUntil = m.Registered.AddDate(0, 1, 0) }), false},
		"quiet":             {change(func(m *member.Member) { m.Closeness = member.Quiet }), false},
		"news only":         {change(func(m *member.Member) { m.Closeness = member.News }), false},
		"other skills":      {change(func(m *member.Member) { m.Skills = []string{"python"} }), false},
		"fewer hours":       {change(func(m *member.Member) { m.Hours = 5 }), false},
		"more hours":        {change(func(m *member.Member) { m.Hours = 50 }), true},
		"unreachable":       {change(func(m *member.Member) { m.Unreachable = true }), false},
		"digest":            {change(func(m *member.Member) { m.Digest = member.Weekly }), false},
		"gig paused":        {press("gig.pause"), false},
		"gig closed":        {press("gig.close"), false},
		"applied already":   {func(w *world, id string) { w.apply("stage:ann", id) }, false},
		"past its deadline": {func(w *world, _ string) { w.Now = w.Now.AddDate(0, 0, 20) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.register("ann", member.Member{Skills: []string{"go"}, Hours: 20})
			id := w.post("Gig", 1)
			tt.meanwhile(w, id)
			if sent := slices.Contains(w.told(), "ann"); sent != tt.sent {
				t.Errorf("sent to ann: %t, want %t", sent, tt.sent)
			}
		})
	}
}

// An applicant who deleted their registration cannot be answered one by one,
// and does not keep the gig open for ever.
func TestApplicantWhoIsGone(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	id := w.post("Gig", 1)
	a := w.apply(ann, id)
	w.erase(ann)
	for _, route := range []string{"gig.accept", "gig.talk", "gig.decline"} {
		if said := bottest.Read(w.PressRoute(hr, route, a.Arg)); !strings.Contains(said, "deleted their registration") {
			t.Errorf("%s: %q", route, said)
		}
	}
	waits := w.PressRoute(hr, "gig.close", id)
	if said := bottest.Read(waits); !strings.Contains(said, "Somebody who deleted") || strings.Contains(said, "ann") {
		t.Errorf("who waits: %q", said)
	}
	w.told()
	w.Fill(hr, w.Press(hr, bottest.ActionOf(t, waits, "Answer all who wait")), nil)
	if told := w.told(); len(told) != 0 {
		t.Errorf("told %q", told)
	}
	if said := bottest.Read(w.PressRoute(hr, "gig.close", id)); !strings.Contains(said, "The gig is closed") {
		t.Errorf("close: %q", said)
	}
}

// erase removes a member's record.
func (w *world) erase(u bot.User) {
	w.T.Helper()
	collection := storage.NewCollection(w.Redis.DB, storage.Schema[member.Member]{
		Name: "member", Numbered: true, Terms: func(m member.Member) []storage.Term {
			return []storage.Term{{Index: "account", Value: string(m.Accounts[0]), Unique: true}}
		},
	})
	s := storage.CommunityScope("acme")
	r, err := collection.Find(w.T.Context(), s, "account", string(u), w.Now)
	if err != nil {
		w.T.Fatal(err)
	}
	tx := w.Redis.DB.Begin(s, "", w.Now)
	collection.Delete(tx, r)
	if err := tx.Commit(w.T.Context()); err != nil {
		w.T.Fatal(err)
	}
}

// No route takes more than three round trips on the way to its answer.
func TestRoundTrips(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}, Hours: 20})
	w.register("ben", member.Member{Skills: []string{"go"}})
	w.Type(hr, "/gig mine") // brings connections and scripts up
	trips := w.Trips()
	terms := bot.Values{
		"title": "Gig", "client": "Acme", "task": "Work", "skills": "go", "audience": "alumni", "period": "1 month",
		"place": "Tokyo", "hours": "10", "people": "1", "deadline": "12/20", "pay": "¥1", "payment": "30",
	}
	terms["place"] = "remote"
	draft := trips.Fill(hr, "gig.post", trips.Type(hr, "/gig post"), terms)
	id := bottest.ActionOf(t, draft, "Publish").Arg
	trips.Fill(hr, "gig.edit of a draft", trips.Press(hr, "gig.edit", id), nil)
	trips.Press(hr, "gig.publish", id)
	trips.Fill(hr, "gig.edit", trips.Press(hr, "gig.edit", id), bot.Values{"pay": "¥2"})
	trips.Press(hr, "gig.pause", id)
	trips.Press(hr, "gig.resume", id)
	trips.Type(ann, "/gig list")
	trips.Type(ann, "/gig list skill:go")
	trips.Type(ann, "/gig show gig:Gig")
	applied := trips.Fill(ann, "gig.apply", trips.Press(ann, "gig.apply", id), bot.Values{"message": "hello"})
	app := bottest.ActionOf(t, applied, "Withdraw").Arg
	trips.Type(ann, "/gig applications")
	trips.Type(hr, "/gig mine")
	trips.Press(hr, "gig.applicants", id)
	trips.Press(hr, "gig.applicant", app)
	trips.Press(hr, "gig.talk", app)
	trips.Press(hr, "gig.accept", app)
	trips.Press(ann, "gig.withdraw", app)
	w.apply(ann, id)
	trips.Fill(hr, "gig.decline", trips.Press(hr, "gig.decline", app), nil)
	w.apply("stage:ben", id)
	waits := trips.Of("gig.close, somebody waits", func() bot.Response { return w.PressRoute(hr, "gig.close", id) })
	trips.Fill(hr, "gig.answer", trips.Press(hr, "gig.answer", bottest.ActionOf(t, waits, "Answer all who wait").Arg), nil)
	trips.Press(hr, "gig.close", id)
	trips.Of("home of a member", func() bot.Response { return w.Open(ann) })
	trips.Of("home of HR", func() bot.Response { return w.Open(hr) })
	trips.Want(map[string]int{
		"/gig post": 2, "gig.post, sent": 2, "gig.edit": 3, "gig.edit, sent": 3, "gig.edit of a draft, sent": 3, "gig.publish": 3,
		"gig.pause": 3, "gig.resume": 3, "gig.close": 3, "gig.close, somebody waits": 3, "gig.answer": 3, "gig.answer, sent": 3,
		"/gig list": 2, "/gig list skill:go": 2, "/gig show gig:Gig": 3, "/gig mine": 2, "/gig applications": 3,
		"gig.apply": 3, "gig.apply, sent": 3, "gig.withdraw": 3, "gig.applicants": 3, "gig.applicant": 2,
		"gig.talk": 3, "gig.accept": 3, "gig.decline": 3, "gig.decline, sent": 3, "home of a member": 3, "home of HR": 2,
	})
}

// A gig is open until its deadline, or for thirty days where there is none; and
// again once somebody says until when.
func TestLastDay(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	dated, open := w.post("Dated", 1), w.post("Open", 1)
	edit := func(id, deadline string) {
		t.Helper()
		form := w.PressRoute(hr, "gig.edit", id)
		if said := bottest.Read(w.Fill(hr, form, bot.Values{"deadline": deadline})); !strings.Contains(said, "Changed") {
			t.Fatalf("edit: %s", said)
		}
	}
	form := func(id string) string {
		r := w.PressRoute(ann, "gig.apply", id)
		if _, ok := r.(bot.Ask); ok {
			return "form"
		}
		return bottest.Read(r)
	}
	edit(open, "undecided: we ask the client, 10 Dec")
	w.Now = w.Now.AddDate(0, 0, 19) // the last day of the first one
	if said := form(dated); said != "form" {
		t.Errorf("on its last day: %s", said)
	}
	w.Now = w.Now.AddDate(0, 0, 1)
	if said := form(dated); !strings.Contains(said, "is over") {
		t.Errorf("past its deadline: %s", said)
	}
	if said := form(open); said != "form" {
		t.Errorf("without a deadline: %s", said)
	}
	w.Now = w.Now.AddDate(0, 0, 30)
	if said := form(open); !strings.Contains(said, "is over") {
		t.Errorf("after more than thirty days: %s", said)
	}
	edit(dated, "2027-02-10")
	if said := form(dated); said != "form" {
		t.Errorf("with a new deadline: %s", said)
	}
}

// Who is talked to or given a place was called upon; who was only sent an offer
// or declined was not.
func TestCalledUpon(t *testing.T) {
	w := newWorld(t)
	called := func() int {
		t.Helper()
		w.Sync(w.members)
		asked, err := w.members.Audience(t.Context(), "acme", bot.English, "last-called:<=0d", w.Now)
		if err != nil {
			t.Fatal(err)
		}
		reach, err := w.members.Reach(t.Context(), "acme", asked.Expr, member.Gigs, w.Now)
		if err != nil {
			t.Fatal(err)
		}
		return reach.Asked
	}
	id := w.post("Gig", 3)
	for i, step := range []struct {
		route string
		want  int
	}{{"gig.decline", 0}, {"gig.talk", 1}, {"gig.accept", 2}} {
		user := w.register(fmt.Sprint("m", i), member.Member{Skills: []string{"go"}})
		answer := w.PressRoute(hr, step.route, w.apply(user, id).Arg)
		if step.route == "gig.decline" {
			w.Fill(hr, answer, nil)
		}
		if got := called(); got != step.want {
			t.Errorf("after %s: %d were called upon, want %d", step.route, got, step.want)
		}
	}
}
