package gig_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

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
			return func() bot.Response { return w.press(hr, bot.Action{Community: "acme", Route: "gig.accept", Arg: arg}) }
		}
		w.drain()
		said := atOnce(accept("test:hr", a.Arg), accept("test:hr2", b.Arg))
		if count(said, "Every place is taken now") != 1 || count(said, "All places are taken (1)") != 1 {
			t.Fatalf("round %d: %q", round, said)
		}
		if told := w.drain(); len(told) != 1 {
			t.Errorf("round %d: told %q, want the one who got the place", round, told)
		}
	}
}

func TestCloseAndApplyAtOnceLeaveNobodyWaiting(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	for round := range 10 {
		id := w.post(fmt.Sprint("Gig ", round), 1)
		form := w.press(ann, bot.Action{Community: "acme", Route: "gig.apply", Arg: id})
		said := atOnce(
			func() bot.Response {
				return w.press("test:hr", bot.Action{Community: "acme", Route: "gig.close", Arg: id})
			},
			func() bot.Response { return w.fill(ann, form, bot.Values{"message": "hello"}) },
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
		form := w.press(user, bot.Action{Community: "acme", Route: "gig.apply", Arg: id})
		does = append(does, func() bot.Response { return w.fill(user, form, bot.Values{"message": "hello"}) })
	}
	said := atOnce(does...)
	if n := count(said, "You applied"); n != 5 {
		t.Fatalf("%d of 5 applied: %q", n, said)
	}
	if shown := bottest.Read(w.press("test:hr", bot.Action{Community: "acme", Route: "gig.show", Arg: id})); !strings.Contains(shown, "5 applications · 5 waiting") {
		t.Errorf("shown: %s", shown)
	}
	first := w.press("test:hr", bot.Action{Community: "acme", Route: "gig.applicants", Arg: id})
	second := w.press("test:hr", bottest.ActionOf(t, first, "Next"))
	if a, b := strings.Count(bottest.Read(first), "Waiting for an answer"), strings.Count(bottest.Read(second), "Waiting for an answer"); a != 4 || b != 1 || strings.Contains(bottest.Read(second), "Next") {
		t.Errorf("%d on the first page, %d on the second: %s", a, b, bottest.Read(second))
	}
}

func TestPublishedTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.register("ann", member.Member{Skills: []string{"go"}})
	r := w.fill("test:hr", w.typed("test:hr", "/gig post title:Gig client:Acme task:Work skills:go audience:alumni period:1 month "+
		"place:remote hours:10 people:1 deadline:12/20 pay:¥1 payment:30"), nil)
	publish := bottest.ActionOf(t, r, "Publish")
	said := atOnce(
		func() bot.Response { return w.press("test:hr", publish) },
		func() bot.Response { return w.press("test:hr2", publish) },
	)
	if count(said, "1 matching member gets") != 1 || count(said, "published already") != 1 {
		t.Fatalf("%q", said)
	}
	if told := w.drain(); !slices.Equal(told, []string{"ann"}) {
		t.Errorf("told %q", told)
	}
}

// What is queued is withheld when it is not true or not wanted any more.
func TestOffersAreCheckedAtTheMomentOfSending(t *testing.T) {
	change := func(f func(*member.Member)) func(*world, string) {
		return func(w *world, _ string) {
			found, err := w.members.ByOrdinal(w.t.Context(), "acme", []uint32{1}, w.now)
			if err != nil || found[0] == nil {
				w.t.Fatal(found, err)
			}
			f(&found[0].Value)
			tx := w.redis.DB.Begin(storage.CommunityScope("acme"), "", w.now)
			w.members.Put(tx, found[0])
			if err := tx.Commit(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	press := func(route string) func(*world, string) {
		return func(w *world, id string) {
			w.press("test:hr", bot.Action{Community: "acme", Route: route, Arg: id})
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
		"applied already":   {func(w *world, id string) { w.apply("test:ann", id) }, false},
		"past its deadline": {func(w *world, _ string) { w.now = w.now.AddDate(0, 0, 20) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.register("ann", member.Member{Skills: []string{"go"}, Hours: 20})
			id := w.post("Gig", 1)
			tt.meanwhile(w, id)
			if sent := slices.Contains(w.drain(), "ann"); sent != tt.sent {
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
		if said := bottest.Read(w.press("test:hr", bot.Action{Community: "acme", Route: route, Arg: a.Arg})); !strings.Contains(said, "deleted their registration") {
			t.Errorf("%s: %q", route, said)
		}
	}
	waits := w.press("test:hr", bot.Action{Community: "acme", Route: "gig.close", Arg: id})
	if said := bottest.Read(waits); !strings.Contains(said, "Somebody who deleted") || strings.Contains(said, "ann") {
		t.Errorf("who waits: %q", said)
	}
	w.drain()
	w.fill("test:hr", w.press("test:hr", bottest.ActionOf(t, waits, "Answer all who wait")), nil)
	if told := w.drain(); len(told) != 0 {
		t.Errorf("told %q", told)
	}
	if said := bottest.Read(w.press("test:hr", bot.Action{Community: "acme", Route: "gig.close", Arg: id})); !strings.Contains(said, "The gig is closed") {
		t.Errorf("close: %q", said)
	}
}

// erase removes a member's record.
func (w *world) erase(u bot.User) {
	w.t.Helper()
	collection := storage.NewCollection(w.redis.DB, storage.Schema[member.Member]{
		Name: "member", Numbered: true, Terms: func(m member.Member) []storage.Term {
			return []storage.Term{{Index: "account", Value: string(m.Accounts[0]), Unique: true}}
		},
	})
	s := storage.CommunityScope("acme")
	r, err := collection.Find(w.t.Context(), s, "account", string(u), w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	tx := w.redis.DB.Begin(s, "", w.now)
	collection.Delete(tx, r)
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// No route takes more than three round trips on the way to its answer.
func TestRoundTrips(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}, Hours: 20})
	w.register("ben", member.Member{Skills: []string{"go"}})
	w.typed("test:hr", "/gig mine") // brings connections and scripts up
	got := map[string]int{}
	trips := func(name string, do func() bot.Response) bot.Response {
		w.redis.Trips.Reset()
		r := do()
		got[name] = w.redis.Trips.Count()
		return r
	}
	typed := func(u bot.User, line string) bot.Response {
		return trips(line, func() bot.Response { return w.typed(u, line) })
	}
	press := func(u bot.User, route, arg string) bot.Response {
		return trips(route, func() bot.Response { return w.press(u, bot.Action{Community: "acme", Route: route, Arg: arg}) })
	}
	fill := func(u bot.User, name string, r bot.Response, v bot.Values) bot.Response {
		return trips(name+", sent", func() bot.Response { return w.fill(u, r, v) })
	}
	terms := bot.Values{
		"title": "Gig", "client": "Acme", "task": "Work", "skills": "go", "audience": "alumni", "period": "1 month",
		"place": "Tokyo", "hours": "10", "people": "1", "deadline": "12/20", "pay": "¥1", "payment": "30",
	}
	terms["place"] = "remote"
	draft := fill("test:hr", "gig.post", typed("test:hr", "/gig post"), terms)
	id := bottest.ActionOf(t, draft, "Publish").Arg
	fill("test:hr", "gig.edit of a draft", press("test:hr", "gig.edit", id), nil)
	press("test:hr", "gig.publish", id)
	fill("test:hr", "gig.edit", press("test:hr", "gig.edit", id), bot.Values{"pay": "¥2"})
	press("test:hr", "gig.pause", id)
	press("test:hr", "gig.resume", id)
	typed(ann, "/gig list")
	typed(ann, "/gig list skill:go")
	typed(ann, "/gig show gig:Gig")
	applied := fill(ann, "gig.apply", press(ann, "gig.apply", id), bot.Values{"message": "hello"})
	app := bottest.ActionOf(t, applied, "Withdraw").Arg
	typed(ann, "/gig applications")
	typed("test:hr", "/gig mine")
	press("test:hr", "gig.applicants", id)
	press("test:hr", "gig.applicant", app)
	press("test:hr", "gig.talk", app)
	press("test:hr", "gig.accept", app)
	press(ann, "gig.withdraw", app)
	w.apply(ann, id)
	fill("test:hr", "gig.decline", press("test:hr", "gig.decline", app), nil)
	w.apply("test:ben", id)
	waits := trips("gig.close, somebody waits", func() bot.Response {
		return w.press("test:hr", bot.Action{Community: "acme", Route: "gig.close", Arg: id})
	})
	fill("test:hr", "gig.answer", press("test:hr", "gig.answer", bottest.ActionOf(t, waits, "Answer all who wait").Arg), nil)
	press("test:hr", "gig.close", id)
	trips("home of a member", func() bot.Response { return w.engine.Dispatch(t.Context(), bot.Opened{Meta: w.meta(ann)}) })
	trips("home of HR", func() bot.Response { return w.engine.Dispatch(t.Context(), bot.Opened{Meta: w.meta("test:hr")}) })
	want := map[string]int{
		"/gig post": 2, "gig.post, sent": 2, "gig.edit": 3, "gig.edit, sent": 3, "gig.edit of a draft, sent": 3, "gig.publish": 3,
		"gig.pause": 3, "gig.resume": 3, "gig.close": 3, "gig.close, somebody waits": 3, "gig.answer": 3, "gig.answer, sent": 3,
		"/gig list": 2, "/gig list skill:go": 2, "/gig show gig:Gig": 3, "/gig mine": 2, "/gig applications": 3,
		"gig.apply": 3, "gig.apply, sent": 3, "gig.withdraw": 3, "gig.applicants": 3, "gig.applicant": 2,
		"gig.talk": 3, "gig.accept": 3, "gig.decline": 3, "gig.decline, sent": 3, "home of a member": 3, "home of HR": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trips (-want +got)\n%s", diff)
	}
}

// A gig is open until its deadline, or for thirty days where there is none; and
// again once somebody says until when.
func TestLastDay(t *testing.T) {
	w := newWorld(t)
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	dated, open := w.post("Dated", 1), w.post("Open", 1)
	edit := func(id, deadline string) {
		t.Helper()
		form := w.press("test:hr", bot.Action{Community: "acme", Route: "gig.edit", Arg: id})
		if said := bottest.Read(w.fill("test:hr", form, bot.Values{"deadline": deadline})); !strings.Contains(said, "Changed") {
			t.Fatalf("edit: %s", said)
		}
	}
	form := func(id string) string {
		r := w.press(ann, bot.Action{Community: "acme", Route: "gig.apply", Arg: id})
		if _, ok := r.(bot.Ask); ok {
			return "form"
		}
		return bottest.Read(r)
	}
	edit(open, "undecided: we ask the client, 10 Dec")
	w.now = w.now.AddDate(0, 0, 19) // the last day of the first one
	if said := form(dated); said != "form" {
		t.Errorf("on its last day: %s", said)
	}
	w.now = w.now.AddDate(0, 0, 1)
	if said := form(dated); !strings.Contains(said, "is over") {
		t.Errorf("past its deadline: %s", said)
	}
	if said := form(open); said != "form" {
		t.Errorf("without a deadline: %s", said)
	}
	w.now = w.now.AddDate(0, 0, 30)
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
		if err := w.members.Mirror().Sync(t.Context(), "acme"); err != nil {
			t.Fatal(err)
		}
		asked, err := w.members.Audience(t.Context(), "acme", bot.English, "last-called:<=0d", w.now)
		if err != nil {
			t.Fatal(err)
		}
		reach, err := w.members.Reach(t.Context(), "acme", asked.Expr, member.Gigs, w.now)
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
		answer := w.press("test:hr", bot.Action{Community: "acme", Route: step.route, Arg: w.apply(user, id).Arg})
		if step.route == "gig.decline" {
			w.fill("test:hr", answer, nil)
		}
		if got := called(); got != step.want {
			t.Errorf("after %s: %d were called upon, want %d", step.route, got, step.want)
		}
	}
}
