package redistest

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage"
)

func batch(t *testing.T, r *Redis) {
	c := notes(r)
	drafts := storage.NewCollection(r.DB, storage.Schema[string]{Name: "draft"})
	add(t, r, "a", note{Tags: []string{"x"}, Only: "a"})
	add(t, r, "b", note{Tags: []string{"x"}})
	ask := func() {
		b := r.DB.Batch(acme, noon)
		a, none := c.GetIn(b, "a"), c.GetIn(b, "none")
		found, nobody := c.FindIn(b, "only", "a"), c.FindIn(b, "only", "nobody")
		list, draft := c.ListIn(b, "tag", "x", storage.Page{Limit: 1}), drafts.GetIn(b, "a")
		must(t, b.Run(ctx))
		same(t, a.Record.ID, "a")
		is(t, none.Err, storage.ErrNotFound)
		same(t, found.Record.ID, "a")
		is(t, nobody.Err, storage.ErrNotFound)
		same(t, ids(list.Records), "[b]")
		is(t, draft.Err, storage.ErrNotFound)
		next, _, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 1, After: list.Next}, noon)
		must(t, err)
		same(t, ids(next), "[a]")
	}
	ask()
	r.Trips.Reset()
	ask()
	same(t, r.Trips.Count(), 2)

	before := c.GetIn(r.DB.Batch(acme, noon), "a")
	if before.Err == nil {
		t.Error("a result without a run is no error")
	}
	r.Trips.Reset()
	must(t, r.DB.Batch(acme, noon).Run(ctx))
	same(t, r.Trips.Count(), 0)
}

func forgottenScripts(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{Tags: []string{"x"}, Only: "a"})
	for range 2 {
		must(t, r.eachMaster(ctx, func(ctx context.Context, node *redis.Client) error { return node.ScriptFlush(ctx).Err() }))
		b := r.DB.Batch(acme, noon)
		get, find := c.GetIn(b, "a"), c.FindIn(b, "only", "a")
		list := c.ListIn(b, "tag", "x", storage.Page{Limit: 1})
		must(t, b.Run(ctx))
		same(t, []string{get.Record.ID, find.Record.ID, list.Records[0].ID}, "[a a a]")
		put(t, r, get.Record, noon)
	}
}

func memo(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{Tags: []string{"x"}, Only: "a"})
	add(t, r, "b", note{Tags: []string{"y"}})
	ctx := storage.WithMemo(ctx)
	trips := func(want int, read func()) {
		t.Helper()
		r.Trips.Reset()
		read()
		same(t, r.Trips.Count(), want)
	}
	get := func(id string, want error) *storage.Record[note] {
		t.Helper()
		rec, err := c.Get(ctx, acme, id, noon)
		is(t, err, want)
		return rec
	}
	find := func(value string, want error) *storage.Record[note] {
		t.Helper()
		rec, err := c.Find(ctx, acme, "only", value, noon)
		is(t, err, want)
		return rec
	}
	find("a", nil)
	trips(0, func() { get("a", nil).Value.Tags[0] = "changed in one hand" })
	trips(0, func() { same(t, find("a", nil).Value.Tags, "[x]") })
	trips(1, func() { get("none", storage.ErrNotFound) })
	trips(0, func() { get("none", storage.ErrNotFound) })
	trips(1, func() { find("none", storage.ErrNotFound) })
	trips(0, func() { find("none", storage.ErrNotFound) })
	trips(1, func() {
		_, _, err := c.List(ctx, acme, "tag", "y", storage.Page{Limit: 1}, noon)
		must(t, err)
	})
	trips(0, func() { get("b", nil) })
	trips(0, func() {
		many, err := c.GetMany(ctx, acme, []string{"b", "none", "a"}, noon)
		must(t, err)
		same(t, ids(many), "[b - a]")
	})
	// The same id elsewhere is somebody else.
	trips(1, func() {
		_, err := c.Get(ctx, storage.CommunityScope("other"), "a", noon)
		is(t, err, storage.ErrNotFound)
	})
	trips(1, func() {
		drafts := storage.NewCollection(r.DB, storage.Schema[string]{Name: "draft"})
		_, err := drafts.Get(ctx, acme, "a", noon)
		is(t, err, storage.ErrNotFound)
	})
}

func memoCommitted(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{Only: "a"})
	add(t, r, "b", note{})
	ctx := storage.WithMemo(ctx)
	read := func(id string) *storage.Record[note] {
		t.Helper()
		rec, err := c.Get(ctx, acme, id, noon)
		must(t, err)
		return rec
	}
	a, b := read("a"), read("b")
	_, err := c.Get(ctx, acme, "new", noon)
	is(t, err, storage.ErrNotFound)
	_, err = c.Find(ctx, acme, "only", "taken", noon)
	is(t, err, storage.ErrNotFound)

	tx := r.DB.Begin(acme, "", noon)
	a.Value.Only = "taken"
	c.Put(tx, a)
	c.Delete(tx, b)
	fresh := c.New("new", note{Text: "new"})
	c.Put(tx, fresh)
	must(t, tx.Commit(ctx))
	r.Trips.Reset()
	same(t, read("a"), a)
	same(t, read("new"), fresh)
	_, err = c.Get(ctx, acme, "b", noon)
	is(t, err, storage.ErrNotFound)
	same(t, r.Trips.Count(), 0)
	found, err := c.Find(ctx, acme, "only", "taken", noon)
	must(t, err)
	same(t, found, a)

	// After a refusal it is not known any more what is true.
	put(t, r, get(t, r, "a"), noon)
	tx = r.DB.Begin(acme, "", noon)
	c.Put(tx, a)
	is(t, tx.Commit(ctx), storage.ErrConflict)
	if read("a").Rev == a.Rev {
		t.Error("the memo kept what was refused")
	}
}
