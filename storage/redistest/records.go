package redistest

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

func record(t *testing.T, r *Redis) {
	c := notes(r)
	_, err := c.Get(ctx, acme, "a", noon)
	is(t, err, storage.ErrNotFound)

	text := "日本語 <b> \x00 \u2028 🙂 " + strings.Repeat("長", 5000)
	a := c.New("a", note{Text: text, Tags: []string{"x"}})
	a.Expires = noon.Add(time.Hour + time.Millisecond)
	put(t, r, a, noon)
	got := get(t, r, "a")
	same(t, got.Value, a.Value)
	same(t, got, a)

	got.Value.Text = "changed"
	put(t, r, got, noon)
	if got.Rev <= a.Rev || got.Ordinal != a.Ordinal {
		t.Fatalf("changed from revision %d to %d, ordinal %d to %d", a.Rev, got.Rev, a.Ordinal, got.Ordinal)
	}
	same(t, get(t, r, "a").Value.Text, "changed")

	tx := r.DB.Begin(acme, "", noon)
	c.Delete(tx, got)
	must(t, tx.Commit(ctx))
	_, err = c.Get(ctx, acme, "a", noon)
	is(t, err, storage.ErrNotFound)
	records, err := c.GetMany(ctx, acme, []string{"b", "a"}, noon)
	must(t, err)
	same(t, ids(records), "[- -]")
}

func compareAndSet(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{Text: "first"})
	mine, theirs := get(t, r, "a"), get(t, r, "a")
	theirs.Value.Text = "theirs"
	put(t, r, theirs, noon)

	mine.Value.Text = "mine"
	for name, write := range map[string]func(*storage.Tx, *storage.Record[note]){
		"put": c.Put, "delete": c.Delete, "require": c.Require,
	} {
		tx := r.DB.Begin(acme, name, noon)
		write(tx, mine)
		is(t, tx.Commit(ctx), storage.ErrConflict)
	}
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, c.New("a", note{Text: "created twice"}))
	is(t, tx.Commit(ctx), storage.ErrConflict)
	same(t, get(t, r, "a").Value.Text, "theirs")
}

func comeback(t *testing.T, r *Redis) {
	c := notes(r)
	read := add(t, r, "a", note{Text: "first"})
	gone := get(t, r, "a")
	tx := r.DB.Begin(acme, "", noon)
	c.Delete(tx, gone)
	must(t, tx.Commit(ctx))
	add(t, r, "a", note{Text: "another"})

	tx = r.DB.Begin(acme, "", noon)
	c.Put(tx, read)
	is(t, tx.Commit(ctx), storage.ErrConflict)
	same(t, get(t, r, "a").Value.Text, "another")
}

func required(t *testing.T, r *Redis) {
	c := notes(r)
	a := add(t, r, "a", note{})
	tx := r.DB.Begin(acme, "", noon)
	c.Require(tx, a)
	c.Require(tx, c.New("none", note{}))
	c.Put(tx, c.New("b", note{}))
	must(t, tx.Commit(ctx))
	same(t, get(t, r, "a").Rev, a.Rev)

	tx = r.DB.Begin(acme, "", noon)
	c.Require(tx, c.New("b", note{}))
	c.Put(tx, c.New("c", note{}))
	is(t, tx.Commit(ctx), storage.ErrConflict)
	_, err := c.Get(ctx, acme, "c", noon)
	is(t, err, storage.ErrNotFound)
}

func copies(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{})
	one, two := get(t, r, "a"), get(t, r, "a")
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, one)
	c.Put(tx, two)
	if err := tx.Commit(ctx); err == nil || !strings.Contains(err.Error(), "two copies") {
		t.Fatalf("got error %v", err)
	}

	tx = r.DB.Begin(acme, "", noon)
	c.Require(tx, two)
	c.Put(tx, one)
	one.Value.Text = "last"
	c.Put(tx, one)
	c.Require(tx, two)
	must(t, tx.Commit(ctx))
	same(t, get(t, r, "a").Value.Text, "last")
}

func unique(t *testing.T, r *Redis) {
	c := notes(r)
	a := add(t, r, "a", note{Only: "x"})
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, c.New("b", note{Only: "x"}))
	is(t, tx.Commit(ctx), storage.ErrConflict)

	tx = r.DB.Begin(acme, "", noon)
	c.Put(tx, c.New("b", note{Only: "y"}))
	c.Put(tx, c.New("c", note{Only: "y"}))
	is(t, tx.Commit(ctx), storage.ErrConflict)

	b := c.New("b", note{Only: "x"})
	a.Value.Only = "z"
	tx = r.DB.Begin(acme, "", noon)
	c.Put(tx, b)
	c.Put(tx, a)
	must(t, tx.Commit(ctx))
	for value, want := range map[string]string{"x": "b", "z": "a"} {
		got, err := c.Find(ctx, acme, "only", value, noon)
		must(t, err)
		same(t, got.ID, want)
	}
	tx = r.DB.Begin(acme, "", noon)
	c.Delete(tx, b)
	must(t, tx.Commit(ctx))
	_, err := c.Find(ctx, acme, "only", "x", noon)
	is(t, err, storage.ErrNotFound)
	add(t, r, "d", note{Only: "x"})
}

func expiry(t *testing.T, r *Redis) {
	c := notes(r)
	a := c.New("a", note{Tags: []string{"x"}, Only: "a"})
	a.Expires = noon.Add(time.Minute)
	put(t, r, a, noon)
	add(t, r, "b", note{Tags: []string{"x"}})
	for _, step := range []struct {
		at    time.Time
		found bool
	}{
		{noon, true},
		{noon.Add(time.Minute - time.Millisecond), true},
		{noon.Add(time.Minute), false},
		{noon.AddDate(3, 0, 0), false},
		{noon.Add(time.Second), true}, // the clock was set back
	} {
		want, listed := storage.ErrNotFound, "[b]"
		if step.found {
			want, listed = nil, "[b a]"
		}
		_, err := c.Get(ctx, acme, "a", step.at)
		is(t, err, want)
		_, err = c.Find(ctx, acme, "only", "a", step.at)
		is(t, err, want)
		page, next, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 2}, step.at)
		must(t, err)
		same(t, ids(page), listed)
		same(t, next, "")
		byOrdinal, err := c.ByOrdinal(ctx, acme, []uint32{a.Ordinal}, step.at)
		must(t, err)
		same(t, byOrdinal[0] != nil, step.found)
		all, err := c.AllNumbered(ctx, acme, 0, 1, step.at)
		must(t, err)
		same(t, all[0].ID == "a", step.found)
	}
	// What expired meanwhile cannot be changed any more.
	tx := r.DB.Begin(acme, "", noon.Add(time.Hour))
	c.Put(tx, a)
	is(t, tx.Commit(ctx), storage.ErrConflict)
}

func takeover(t *testing.T, r *Redis) {
	c := notes(r)
	a := c.New("a", note{Tags: []string{"old"}, Only: "x"})
	a.Expires = noon.Add(time.Minute)
	put(t, r, a, noon)
	later := noon.Add(time.Hour)

	again := put(t, r, c.New("a", note{Tags: []string{"new"}}), later)
	if again.Ordinal == a.Ordinal || again.Rev <= a.Rev {
		t.Fatalf("took over revision %d, ordinal %d", again.Rev, again.Ordinal)
	}
	n, err := c.Count(ctx, acme, "tag", "old")
	must(t, err)
	same(t, n, 0)
	put(t, r, c.New("b", note{Only: "x"}), later)

	// An expired holder of a unique value does not take it along when it goes.
	d := c.New("d", note{Only: "y"})
	d.Expires = noon.Add(time.Minute)
	put(t, r, d, noon)
	put(t, r, c.New("e", note{Only: "y"}), later)
	put(t, r, c.New("d", note{}), later)
	got, err := c.Find(ctx, acme, "only", "y", later)
	must(t, err)
	same(t, got.ID, "e")

	// Nor does it take it back from one that gives it to another.
	tx := r.DB.Begin(acme, "", noon.Add(2*time.Minute))
	f := c.New("f", note{Only: "z"})
	f.Expires = noon.Add(time.Minute)
	put(t, r, f, noon)
	g := put(t, r, c.New("g", note{Only: "z"}), noon.Add(2*time.Minute))
	g.Value.Only = ""
	c.Put(tx, g)
	c.Put(tx, c.New("f", note{Only: "z"}))
	must(t, tx.Commit(ctx))
}

func garbage(t *testing.T, r *Redis) {
	c := notes(r)
	for _, id := range []string{"a", "b", "c"} {
		rec := c.New(id, note{Tags: []string{"x"}, Only: id})
		rec.Expires = noon.Add(time.Minute)
		put(t, r, rec, noon)
	}
	last := c.New("last", note{})
	last.Expires = noon.AddDate(0, 0, 3)
	put(t, r, last, noon.AddDate(0, 0, 2))
	for key := range r.Dump(t) {
		switch {
		case strings.HasSuffix(key, ":r:last"), strings.Contains(key, ":tx:"):
		case strings.Contains(key, ":r:"), strings.Contains(key, ":i:"), strings.Contains(key, ":u:"):
			t.Errorf("%s is left over", key)
		}
	}
}
