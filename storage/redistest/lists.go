package redistest

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/storage"
)

func moves(t *testing.T, r *Redis) {
	c := notes(r)
	a := add(t, r, "a", note{Tags: []string{"x", "y"}, Score: 1})
	a.Value.Tags, a.Value.Score = []string{"y", "z"}, 2
	put(t, r, a, noon)
	for tag, want := range map[string]int{"x": 0, "y": 1, "z": 1, "never": 0} {
		n, err := c.Count(ctx, acme, "tag", tag)
		must(t, err)
		same(t, n, want)
		page, next, err := c.List(ctx, acme, "tag", tag, storage.Page{Limit: 10}, noon)
		must(t, err)
		same(t, len(page), want)
		same(t, next, "")
	}
	add(t, r, "b", note{Tags: []string{"y"}, Score: 1})
	a.Value.Score = 0
	put(t, r, a, noon)
	page, _, err := c.List(ctx, acme, "tag", "y", storage.Page{Limit: 10}, noon)
	must(t, err)
	same(t, ids(page), "[b a]")

	a.Value.Score = 1<<53 + 1
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, a)
	if tx.Commit(ctx) == nil {
		t.Fatal("a score that Redis cannot keep was taken")
	}
}

// all reads a whole list by pages.
func all(t testing.TB, c *storage.Collection[note], tag string, limit int, oldest bool) []string {
	t.Helper()
	var out []string
	p := storage.Page{Limit: limit, Oldest: oldest}
	for {
		page, next, err := c.List(ctx, acme, "tag", tag, p, noon)
		must(t, err)
		if len(page) > limit {
			t.Fatalf("a page of %d has %d", limit, len(page))
		}
		out = append(out, ids(page)...)
		if p.After = next; next == "" {
			return out
		}
	}
}

func paging(t *testing.T, r *Redis) {
	c := notes(r)
	tx := r.DB.Begin(acme, "", noon)
	for _, e := range []struct {
		id    string
		score int64
	}{
		{"b", 5}, {"a", 5}, {"Z", 5}, {"é", 5}, {"aa", 5}, {"あ", 5}, {"low", -3}, {"high", 1 << 53}, {"h2", 1<<53 - 1},
	} {
		c.Put(tx, c.New(e.id, note{Tags: []string{"x"}, Score: e.score}))
	}
	must(t, tx.Commit(ctx))
	up := "[low Z a aa b é あ h2 high]"
	down := "[high h2 あ é b aa a Z low]"
	for limit := 1; limit <= 10; limit++ {
		same(t, all(t, c, "x", limit, true), up)
		same(t, all(t, c, "x", limit, false), down)
	}
	r.Trips.Reset()
	_, _, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 3}, noon)
	must(t, err)
	same(t, r.Trips.Count(), 1)
}

func pagingAfterGone(t *testing.T, r *Redis) {
	c := notes(r)
	var recs []*storage.Record[note]
	for i := range 6 {
		recs = append(recs, add(t, r, fmt.Sprint(i), note{Tags: []string{"x"}, Score: 7}))
	}
	for _, oldest := range []bool{true, false} {
		page, next, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 2, Oldest: oldest}, noon)
		must(t, err)
		last := page[1]
		tx := r.DB.Begin(acme, "", noon)
		c.Delete(tx, last)
		must(t, tx.Commit(ctx))
		page, _, err = c.List(ctx, acme, "tag", "x", storage.Page{Limit: 1, Oldest: oldest, After: next}, noon)
		must(t, err)
		want := map[bool]string{true: "[2]", false: "[3]"}[oldest]
		same(t, ids(page), want)
		add(t, r, last.ID, recs[0].Value)
	}
}

func pagingWrongly(t *testing.T, r *Redis) {
	c := notes(r)
	for _, p := range []storage.Page{{}, {Limit: 1001}, {Limit: -1}, {Limit: 1, After: "?"}, {Limit: 1, After: "eHg"}} {
		if _, _, err := c.List(ctx, acme, "tag", "x", p, noon); err == nil {
			t.Errorf("page %+v was taken", p)
		}
	}
	if _, err := c.GetMany(ctx, acme, make([]string, 1001), noon); err == nil {
		t.Error("1,001 records at once were read")
	}
}

func ordinals(t *testing.T, r *Redis) {
	c := notes(r)
	tx := r.DB.Begin(acme, "", noon)
	a, b := c.New("a", note{}), c.New("b", note{})
	c.Put(tx, a)
	c.Put(tx, b)
	must(t, tx.Commit(ctx))
	same(t, []uint32{a.Ordinal, b.Ordinal}, "[1 2]")

	tx = r.DB.Begin(acme, "", noon)
	c.Delete(tx, b)
	must(t, tx.Commit(ctx))
	same(t, add(t, r, "b", note{}).Ordinal, 3)
	same(t, put(t, r, get(t, r, "a"), noon).Ordinal, 1)

	got, err := c.ByOrdinal(ctx, acme, []uint32{3, 2, 1, 99, 3}, noon)
	must(t, err)
	same(t, ids(got), "[b - a - b]")
	for i := range 5 {
		add(t, r, fmt.Sprint(i), note{})
	}
	var found []string
	for after := uint32(0); ; {
		page, err := c.AllNumbered(ctx, acme, after, 3, noon)
		must(t, err)
		if len(page) == 0 {
			break
		}
		found = append(found, ids(page)...)
		after = page[len(page)-1].Ordinal
	}
	same(t, found, "[a b 0 1 2 3 4]")
}

func feed(t *testing.T, r *Redis) {
	c := notes(r)
	_, start, lost, err := c.Changes(ctx, acme, "", 10)
	must(t, err)
	same(t, lost, false)

	a := add(t, r, "a", note{})
	created := a.Rev
	put(t, r, a, noon)
	tx := r.DB.Begin(acme, "", noon)
	b := c.New("b", note{})
	c.Put(tx, b)
	c.Delete(tx, a)
	must(t, tx.Commit(ctx))

	want := []storage.Change{{Ordinal: 1, Rev: created}, {Ordinal: 1, Rev: a.Rev}, {Ordinal: 2, Rev: b.Rev}, {Ordinal: 1, Rev: 0}}
	first, position, lost, err := c.Changes(ctx, acme, start, 1)
	must(t, err)
	same(t, lost, false)
	rest, end, lost, err := c.Changes(ctx, acme, position, 10)
	must(t, err)
	same(t, lost, false)
	same(t, append(first, rest...), want)

	none, again, lost, err := c.Changes(ctx, acme, end, 10)
	must(t, err)
	same(t, lost, false)
	same(t, none, "[]")
	same(t, again, end)
	_, current, _, err := c.Changes(ctx, acme, "", 10)
	must(t, err)
	same(t, current, end)
	if _, _, _, err := c.Changes(ctx, acme, "x", 10); err == nil {
		t.Error("a position that is none was taken")
	}
}

func trimmedFeed(t *testing.T, r *Redis) {
	c := notes(r)
	for i := range 10 {
		add(t, r, fmt.Sprint(i), note{})
	}
	stream := acme.String() + ":note:f"
	positions := []string{"0"}
	for range 10 {
		_, next, _, err := c.Changes(ctx, acme, positions[len(positions)-1], 1)
		must(t, err)
		positions = append(positions, next)
	}
	must(t, r.Client.XTrimMaxLen(ctx, stream, 3).Err())
	for i, after := range positions {
		changes, position, lost, err := c.Changes(ctx, acme, after, 100)
		must(t, err)
		same(t, lost, i < 7)
		same(t, position, positions[10])
		same(t, len(changes), map[bool]int{true: 0, false: 10 - i}[lost])
	}
	must(t, r.Client.Del(ctx, stream).Err())
	for i, after := range positions {
		_, _, lost, err := c.Changes(ctx, acme, after, 100)
		must(t, err)
		same(t, lost, i < 10)
	}
	add(t, r, "next", note{})
	changes, _, lost, err := c.Changes(ctx, acme, positions[10], 100)
	must(t, err)
	same(t, lost, false)
	same(t, len(changes), 1)

	// Another feed that has come just as far is another feed.
	must(t, r.DB.Erase(ctx, acme))
	for i := range 10 {
		add(t, r, fmt.Sprint(i), note{})
	}
	for i, after := range positions {
		_, position, lost, err := c.Changes(ctx, acme, after, 100)
		must(t, err)
		same(t, lost, i > 0)
		same(t, position == positions[10], false)
	}
}
