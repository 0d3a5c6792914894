package redistest

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

func once(t *testing.T, r *Redis) {
	c := notes(r)
	tx := r.DB.Begin(acme, "event", noon)
	c.Put(tx, c.New("a", note{}))
	must(t, tx.Commit(ctx))

	before := r.Dump(t)
	tx = r.DB.Begin(acme, "event", noon)
	c.Put(tx, c.New("b", note{}))
	is(t, tx.Commit(ctx), storage.ErrDuplicate)
	is(t, tx.Commit(ctx), storage.ErrDuplicate)
	same(t, maps.Equal(before, r.Dump(t)), true)

	// A Tx that is refused does not use up its key.
	tx = r.DB.Begin(acme, "other", noon)
	c.Put(tx, c.New("a", note{}))
	is(t, tx.Commit(ctx), storage.ErrConflict)
	tx = r.DB.Begin(acme, "other", noon)
	c.Put(tx, c.New("b", note{}))
	must(t, tx.Commit(ctx))

	// The same key in another community is another key.
	elsewhere := storage.CommunityScope("other")
	tx = r.DB.Begin(elsewhere, "event", noon)
	c.Put(tx, c.New("a", note{}))
	must(t, tx.Commit(ctx))

	empty := r.DB.Begin(acme, "only a key", noon)
	must(t, empty.Commit(ctx))
	is(t, r.DB.Begin(acme, "only a key", noon).Commit(ctx), storage.ErrDuplicate)
	r.Trips.Reset()
	must(t, r.DB.Begin(acme, "", noon).Commit(ctx))
	same(t, r.Trips.Count(), 0)
}

func lostReply(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "before", note{}) // the server knows the script
	for _, key := range []string{"event", ""} {
		id := "id " + key
		_, err := c.Get(ctx, acme, id, noon)
		is(t, err, storage.ErrNotFound)
		a := c.New(id, note{})
		tx := r.DB.Begin(acme, key, noon)
		c.Put(tx, a)
		r.Line.LoseReplies(1)
		must(t, tx.Commit(ctx))
		same(t, get(t, r, id), a)
		_, position, _, err := c.Changes(ctx, acme, "", 1)
		must(t, err)
		same(t, strings.HasPrefix(position, fmt.Sprint(a.Ordinal, ".")), true)
	}
}

func lostReplies(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "before", note{}) // the server knows the script
	for _, key := range []string{"event", ""} {
		id := "id " + key
		_, err := c.Get(ctx, acme, id, noon)
		is(t, err, storage.ErrNotFound)
		a := c.New(id, note{})
		tx := r.DB.Begin(acme, key, noon)
		c.Put(tx, a)
		r.Line.LoseReplies(1000)
		is(t, tx.Commit(ctx), storage.ErrUnavailable)
		r.Line.LoseReplies(0)
		same(t, a.Rev, 0)
		before := r.Dump(t)
		must(t, tx.Commit(ctx))
		must(t, tx.Commit(ctx))
		same(t, maps.Equal(before, r.Dump(t)), true)
		same(t, get(t, r, id), a)
	}
	is(t, r.DB.Begin(acme, "event", noon).Commit(ctx), storage.ErrDuplicate)
}

func nothing(t *testing.T, r *Redis) {
	c := notes(r)
	a := add(t, r, "a", note{Tags: []string{"x"}, Only: "x"})
	stale := get(t, r, "a")
	put(t, r, a, noon)
	before := r.Dump(t)
	l := storage.NewLedger(r.DB)
	for name, last := range map[string]func(*storage.Tx){
		"revision": func(tx *storage.Tx) { c.Put(tx, stale) },
		"require":  func(tx *storage.Tx) { c.Require(tx, stale) },
		"delete":   func(tx *storage.Tx) { c.Delete(tx, stale) },
		"unique":   func(tx *storage.Tx) { c.Put(tx, c.New("c", note{Only: "x"})) },
		"create":   func(tx *storage.Tx) { c.Put(tx, c.New("a", note{})) },
	} {
		tx := r.DB.Begin(acme, name, noon)
		b := c.New("b", note{Tags: []string{"x"}, Only: "y"})
		c.Put(tx, b)
		l.Enqueue(tx, storage.Announcement{ID: "n", Notice: "n", To: []string{"1"}, Due: noon})
		storage.NewAgenda(r.DB).Put(tx, "job", noon)
		last(tx)
		is(t, tx.Commit(ctx), storage.ErrConflict)
		same(t, b.Rev, 0)
		after := r.Dump(t)
		if !maps.Equal(before, after) {
			t.Fatalf("%s: Redis held\n%v\nand holds\n%v", name, before, after)
		}
	}
}

func scopes(t *testing.T, r *Redis) {
	c := notes(r)
	space := storage.SpaceScope("acme")
	for _, s := range []storage.Scope{acme, space, storage.CommunityScope("acme2")} {
		tx := r.DB.Begin(s, "e", noon)
		c.Put(tx, c.New("a", note{Text: s.String(), Tags: []string{"x"}, Only: "x"}))
		storage.NewLedger(r.DB).Enqueue(tx, storage.Announcement{ID: "n", To: []string{"1"}, Due: noon})
		storage.NewAgenda(r.DB).Put(tx, "job", noon)
		must(t, tx.Commit(ctx))
		_, err := storage.NewAgenda(r.DB).Take(ctx, s, noon, hold, 1)
		must(t, err)
	}
	got, err := c.Find(ctx, space, "only", "x", noon)
	must(t, err)
	same(t, got.Value.Text, "{w:acme}")
	for key := range r.Dump(t) {
		if !strings.HasPrefix(key, "{c:acme}:") && !strings.HasPrefix(key, "{w:acme}:") && !strings.HasPrefix(key, "{c:acme2}:") {
			t.Errorf("key %q is in no scope", key)
		}
	}
}

func outage(t *testing.T, r *Redis) {
	c := notes(r)
	l := storage.NewLedger(r.DB)
	a := add(t, r, "a", note{})
	tx := r.DB.Begin(acme, "e", noon)
	c.Put(tx, a)
	r.Line.Down(true)
	is(t, tx.Commit(ctx), storage.ErrUnavailable)
	_, err := c.Get(ctx, acme, "a", noon)
	is(t, err, storage.ErrUnavailable)
	_, err = c.Find(ctx, acme, "only", "a", noon)
	is(t, err, storage.ErrUnavailable)
	_, _, err = c.List(ctx, acme, "tag", "a", storage.Page{Limit: 1}, noon)
	is(t, err, storage.ErrUnavailable)
	_, err = c.Count(ctx, acme, "tag", "a")
	is(t, err, storage.ErrUnavailable)
	_, _, _, err = c.Changes(ctx, acme, "", 1)
	is(t, err, storage.ErrUnavailable)
	_, err = l.Take(ctx, acme, noon, 1e9, 1, storage.All)
	is(t, err, storage.ErrUnavailable)
	_, err = l.NextDue(ctx, acme)
	is(t, err, storage.ErrUnavailable)
	g := storage.NewAgenda(r.DB)
	_, err = g.Take(ctx, acme, noon, 1e9, 1)
	is(t, err, storage.ErrUnavailable)
	_, err = g.Get(ctx, acme, "a")
	is(t, err, storage.ErrUnavailable)
	_, err = g.NextDue(ctx, acme)
	is(t, err, storage.ErrUnavailable)

	b := r.DB.Batch(acme, noon)
	one := c.GetIn(b, "a")
	is(t, b.Run(ctx), storage.ErrUnavailable)
	is(t, one.Err, storage.ErrUnavailable)

	r.Line.Down(false)
	// The client looks for the server again once a second.
	retry, end := time.NewTicker(50*time.Millisecond), time.After(20*time.Second)
	defer retry.Stop()
	for err = tx.Commit(ctx); errors.Is(err, storage.ErrUnavailable); err = tx.Commit(ctx) {
		select {
		case <-retry.C:
		case <-end:
			t.Fatal(err)
		}
	}
	must(t, err)
	same(t, get(t, r, "a").Rev, a.Rev)
}
