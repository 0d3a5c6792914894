package audience_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

type person struct{ Terms []string }

func collection(db *storage.DB) *storage.Collection[person] {
	return storage.NewCollection(db, storage.Schema[person]{Name: "person", Numbered: true})
}

func memberIndex(c *storage.Collection[person]) *audience.MemberIndex[person] {
	return audience.NewMemberIndex(c, audience.Schema[person]{Facts: func(p person) (facts []audience.Fact) {
		for _, term := range p.Terms {
			key, value := audience.Term(term).Split()
			facts = append(facts, audience.Fact{Key: key, Value: value})
		}
		return facts
	}}, clock)
}

// view is the index of a community as members see it.
func view(m *audience.MemberIndex[person], in bot.CommunityID) audience.View {
	return m.View(in, audience.Members, bot.DateOf(noon))
}

const acme = bot.CommunityID("acme")

var scope = storage.CommunityScope(string(acme))

// put stores a person anew, over what there is, or not at all without terms.
func put(t rapid.TB, db *storage.DB, c *storage.Collection[person], id string, terms ...string) uint32 {
	t.Helper()
	r, err := c.Get(context.Background(), scope, id, noon)
	if errors.Is(err, storage.ErrNotFound) {
		r = c.New(id, person{})
	} else if err != nil {
		t.Fatal(err)
	}
	r.Value.Terms = terms
	tx := db.Begin(scope, "", noon)
	if terms == nil {
		c.Delete(tx, r)
	} else {
		c.Put(tx, r)
	}
	if err := tx.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r.Ordinal
}

func sync(t rapid.TB, m *audience.MemberIndex[person]) {
	t.Helper()
	if err := m.Sync(context.Background(), acme); err != nil {
		t.Fatal(err)
	}
}

// finds checks how many members an index finds.
func finds(t rapid.TB, m *audience.MemberIndex[person], e audience.Expr, want int) {
	t.Helper()
	if got := view(m, acme).Count(e); got != want {
		t.Errorf("%v finds %d members, want %d", e, got, want)
	}
}

// TestMemberIndexFollows: after Sync an index of any age answers as a new one does.
func TestMemberIndexFollows(t *testing.T) {
	db := redistest.Mini(t).DB
	c := collection(db)
	m := memberIndex(c)
	people := map[string]uint32{}
	have := map[string][]string{}
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(0, 5).Draw(t, "changes") {
			id := "p" + strconv.Itoa(rapid.IntRange(1, 20).Draw(t, "id"))
			terms := rapid.SliceOfN(rapid.SampledFrom([]string{"skill:go", "skill:js", "hours:5", "hours:20"}), 0, 3).Draw(t, "terms")
			people[id] = put(t, db, c, id, terms...)
			have[id] = terms
		}
		sync(t, m)
		fresh := memberIndex(c)
		sync(t, fresh)
		for _, term := range []string{"skill:go", "hours:20"} {
			var want []uint32
			for id, terms := range have {
				if slices.Contains(terms, term) {
					want = append(want, people[id])
				}
			}
			slices.Sort(want)
			for name, m := range map[string]*audience.MemberIndex[person]{"old": m, "new": fresh} {
				if diff := cmp.Diff(want, append([]uint32(nil), view(m, acme).Find(audience.Term(term))...)); diff != "" {
					t.Errorf("%s memberIndex on %s (-want +got):\n%s", name, term, diff)
				}
			}
		}
		if diff := cmp.Diff(view(fresh, acme).Values("skill", "", 9), view(m, acme).Values("skill", "", 9)); diff != "" {
			t.Errorf("values (-new +old):\n%s", diff)
		}
	})
}

// What an index is built from is not held by the call in which it is built.
func TestMemberIndexLeavesNothingBehind(t *testing.T) {
	db := redistest.Mini(t).DB
	c := collection(db)
	put(t, db, c, "p1", "skill:go")
	call := storage.WithMemo(t.Context())
	m := memberIndex(c)
	if err := m.Ready(call, acme); err != nil {
		t.Fatal(err)
	}
	put(t, db, c, "p1", "skill:js")
	r, err := c.Get(call, scope, "p1", noon)
	if err != nil || r.Value.Terms[0] != "skill:js" {
		t.Errorf("the call remembers %+v, %v", r, err)
	}
}

func TestMemberIndexReadsPages(t *testing.T) {
	db := redistest.Mini(t).DB
	c := collection(db)
	const n = 2100
	for from := 0; from < n; from += 100 {
		tx := db.Begin(scope, "", noon)
		for i := from; i < from+100; i++ {
			c.Put(tx, c.New("p"+strconv.Itoa(i), person{[]string{"n:" + strconv.Itoa(i)}}))
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	m := memberIndex(c)
	sync(t, m)
	finds(t, m, audience.All{}, n)
	finds(t, m, audience.AtLeast("n", 2000), 100)
}

func TestMemberIndexRoundTrips(t *testing.T) {
	r := redistest.Mini(t)
	c := collection(r.DB)
	put(t, r.DB, c, "p1", "skill:go")
	m := memberIndex(c)
	sync(t, m)
	takes := func(doing string, want int, do func()) {
		t.Helper()
		r.Trips.Reset()
		do()
		if n := r.Trips.Count(); n != want {
			t.Errorf("%s takes %d round trips, want %d", doing, n, want)
		}
	}
	takes("Sync where nothing changed", 1, func() { sync(t, m) })
	put(t, r.DB, c, "p1", "skill:js")
	takes("Sync after one change", 2, func() { sync(t, m) })
	takes("a query", 0, func() {
		view(m, acme).Find(audience.Term("skill:js"))
		view(m, acme).Values("skill", "", 5)
	})
}

func TestMemberIndexRebuildsWhenTheFeedIsLost(t *testing.T) {
	r := redistest.Mini(t)
	c := collection(r.DB)
	put(t, r.DB, c, "p1", "skill:go")
	m := memberIndex(c)
	sync(t, m)
	put(t, r.DB, c, "p1", "skill:js")
	put(t, r.DB, c, "p2", "skill:js")
	feeds, err := r.Client.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	trimmed := int64(0)
	for _, key := range feeds {
		if kind, _ := r.Client.Type(t.Context(), key).Result(); kind == "stream" {
			n, err := r.Client.XTrimMaxLen(t.Context(), key, 1).Result()
			if err != nil {
				t.Fatal(err)
			}
			trimmed += n
		}
	}
	if trimmed == 0 {
		t.Fatal("there was no feed to lose")
	}
	sync(t, m)
	finds(t, m, audience.Term("skill:js"), 2)
	finds(t, m, audience.Term("skill:go"), 0)
}

func TestMemberIndexKeepsCommunitiesApart(t *testing.T) {
	db := redistest.Mini(t).DB
	c := collection(db)
	put(t, db, c, "p1", "skill:go")
	m := memberIndex(c)
	sync(t, m)
	if err := m.Sync(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	if got := view(m, "other").Count(audience.All{}); got != 0 {
		t.Errorf("%d members in another community, want none", got)
	}
	if got := view(m, "unheard-of").Find(audience.All{}); got != nil {
		t.Errorf("members %v in a community that was never synced", got)
	}
}
