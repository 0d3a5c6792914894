package redistest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/storage"
)

// scored is what a later version of the program makes of the notes: they have their
// score as a term, and their text as a unique one.
func scored(r *Redis, version int) *storage.Collection[note] {
	return storage.NewCollection(r.DB, storage.Schema[note]{Name: "note", Numbered: true, TermsVersion: version, Terms: func(n note) []storage.Term {
		terms := []storage.Term{{Index: "score", Value: fmt.Sprint(n.Score), Score: n.Score}}
		if n.Text != "" {
			terms = append(terms, storage.Term{Index: "text", Value: n.Text, Unique: true})
		}
		return terms
	}})
}

func count(t testing.TB, c *storage.Collection[note], index, value string) int {
	t.Helper()
	n, err := c.Count(ctx, acme, index, value)
	must(t, err)
	return n
}

// reindexed runs a Reindex and holds it to how many records it changed.
func reindexed(t testing.TB, c *storage.Collection[note], want storage.Reindexed) {
	t.Helper()
	did, err := c.Reindex(ctx, acme, noon)
	must(t, err)
	same(t, did, want)
}

func reindex(t *testing.T, r *Redis) {
	older, newer := notes(r), scored(r, 1)
	for i := range 250 {
		add(t, r, fmt.Sprint("n", i), note{Text: fmt.Sprint("t", i), Tags: []string{"x"}, Score: int64(i % 2)})
	}
	gone := older.New("gone", note{Score: 1})
	gone.Expires = noon
	put(t, r, gone, noon.Add(-1))
	same(t, count(t, newer, "score", "1"), 0)
	reindexed(t, newer, storage.Reindexed{Records: 250})
	same(t, count(t, newer, "score", "1"), 125)
	same(t, count(t, older, "tag", "x"), 0)
	found, err := newer.Find(ctx, acme, "text", "t7", noon)
	must(t, err)
	same(t, found.ID, "n7")
	reindexed(t, newer, storage.Reindexed{})

	// An older copy that is still running writes one; a newer one needs nothing.
	mine := get(t, r, "n3")
	put(t, r, mine, noon)
	same(t, count(t, newer, "score", "1"), 124)
	tx := r.DB.Begin(acme, "", noon)
	newer.Put(tx, newer.New("new", note{Score: 1}))
	must(t, tx.Commit(ctx))
	reindexed(t, newer, storage.Reindexed{Records: 1})
	same(t, count(t, newer, "score", "1"), 126)

	// What a later version of the terms has made is not for this one.
	reindexed(t, scored(r, 2), storage.Reindexed{Records: 251})
	reindexed(t, newer, storage.Reindexed{})
	reindexed(t, older, storage.Reindexed{})

	// Deleted, a record takes with it the terms that were filled in.
	tx = r.DB.Begin(acme, "", noon)
	older.Delete(tx, get(t, r, "n5"))
	must(t, tx.Commit(ctx))
	same(t, count(t, newer, "score", "1"), 125)
	_, err = newer.Find(ctx, acme, "text", "t5", noon)
	is(t, err, storage.ErrNotFound)
}

func reindexQuietly(t *testing.T, r *Redis) {
	rec := add(t, r, "a", note{Text: "t", Tags: []string{"x"}, Only: "u"})
	_, position, _, err := notes(r).Changes(ctx, acme, "", 10)
	must(t, err)
	reindexed(t, scored(r, 1), storage.Reindexed{Records: 1})
	changes, _, _, err := notes(r).Changes(ctx, acme, position, 10)
	must(t, err)
	same(t, len(changes), 0)
	rec.Value.Score = 5
	put(t, r, rec, noon) // at the revision that was read before
	same(t, get(t, r, "a").Value.Score, 5)
	same(t, count(t, scored(r, 1), "score", "0"), 0)
}

func reindexTogether(t *testing.T, r *Redis) {
	const n = 600
	tx := r.DB.Begin(acme, "", noon)
	for i := range n {
		notes(r).Put(tx, notes(r).New(fmt.Sprint("n", i), note{Score: 1}))
	}
	must(t, tx.Commit(ctx))

	// One is killed while it works on the third hundred.
	dying, kill := context.WithCancel(ctx)
	seen := 0
	killed := storage.NewCollection(r.DB, storage.Schema[note]{Name: "note", TermsVersion: 1, Terms: func(n note) []storage.Term {
		if seen++; seen == 250 {
			kill()
		}
		return []storage.Term{{Index: "score", Value: "1"}}
	}})
	did, err := killed.Reindex(dying, acme, noon)
	is(t, err, context.Canceled)
	same(t, did.Records, 200)
	same(t, count(t, killed, "score", "1"), 200)

	// Two go on where it was, while somebody writes.
	var copies sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		copies.Go(func() { _, errs[i] = scored(r, 1).Reindex(ctx, acme, noon) })
	}
	for i := range 20 {
		put(t, r, get(t, r, fmt.Sprint("n", 30*i)), noon)
	}
	copies.Wait()
	must(t, errors.Join(errs...))
	_, err = scored(r, 1).Reindex(ctx, acme, noon)
	must(t, err)
	same(t, count(t, killed, "score", "1"), n)
	reindexed(t, scored(r, 1), storage.Reindexed{})
}

func reindexClash(t *testing.T, r *Redis) {
	add(t, r, "a", note{Text: "same"})
	tx := r.DB.Begin(acme, "", noon)
	scored(r, 1).Put(tx, scored(r, 1).New("b", note{Text: "same"}))
	must(t, tx.Commit(ctx))
	reindexed(t, scored(r, 1), storage.Reindexed{Records: 1, Clashes: 1})
	found, err := scored(r, 1).Find(ctx, acme, "text", "same", noon)
	must(t, err)
	same(t, found.ID, "b")
	same(t, count(t, scored(r, 1), "score", "0"), 2)
	reindexed(t, scored(r, 1), storage.Reindexed{})
}
