package redistest

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// The same record in two neighbouring versions of a program: the newer one has
// fields that the older one does not know.
type (
	oldBook struct {
		Title  string         `json:"title"`
		Pages  int            `json:"pages,omitempty"`
		Shelf  oldShelf       `json:"shelf,omitzero"`
		Lender *oldShelf      `json:"lender,omitempty"`
		Marks  map[string]int `json:"marks"`
	}
	oldShelf struct {
		Room string `json:"room"`
	}
	newBook struct {
		Title    string         `json:"title"`
		Subtitle string         `json:"subtitle"`
		Pages    int            `json:"pages,omitempty"`
		Shelf    newShelf       `json:"shelf,omitzero"`
		Lender   *newShelf      `json:"lender,omitempty"`
		Marks    map[string]int `json:"marks"`
		Authors  []string       `json:"authors"`
	}
	newShelf struct {
		Room  string `json:"room"`
		Board int    `json:"board"`
	}
)

func drawBook(t *rapid.T) newBook {
	text, number := rapid.StringN(0, 5, -1), rapid.IntRange(0, 3)
	b := newBook{
		Title: text.Draw(t, "title"), Subtitle: text.Draw(t, "subtitle"), Pages: number.Draw(t, "pages"),
		Shelf:   newShelf{text.Draw(t, "room"), number.Draw(t, "board")},
		Marks:   rapid.MapOfN(text, number, 0, 3).Draw(t, "marks"),
		Authors: rapid.SliceOfN(text, 0, 3).Draw(t, "authors"),
	}
	if rapid.Bool().Draw(t, "lent") {
		b.Lender = &newShelf{text.Draw(t, "lender"), number.Draw(t, "lender's board")}
	}
	return b
}

// downgrade is the part of a book that the older program knows.
func downgrade(b newBook) oldBook {
	old := oldBook{b.Title, b.Pages, oldShelf{b.Shelf.Room}, nil, b.Marks}
	if b.Lender != nil {
		old.Lender = &oldShelf{b.Lender.Room}
	}
	return old
}

// An older copy changes what it knows of a record and leaves the rest as it was.
func TestUnknownFieldsSurvive(t *testing.T) {
	r := Mini(t)
	older := storage.NewCollection(r.DB, storage.Schema[oldBook]{Name: "book"})
	newer := storage.NewCollection(r.DB, storage.Schema[newBook]{Name: "book"})
	rapid.Check(t, func(t *rapid.T) {
		r.Client.FlushAll(ctx)
		stored, change := drawBook(t), drawBook(t)
		tx := r.DB.Begin(acme, "", noon)
		newer.Put(tx, newer.New("b", stored))
		must(t, tx.Commit(ctx))

		seen, err := older.Get(ctx, acme, "b", noon)
		must(t, err)
		same(t, asJSON(t, seen.Value), asJSON(t, downgrade(stored)))
		seen.Value = downgrade(change)
		for range rapid.IntRange(1, 2).Draw(t, "writes") {
			tx = r.DB.Begin(acme, "", noon)
			older.Put(tx, seen)
			must(t, tx.Commit(ctx))
		}

		want := change
		want.Subtitle, want.Authors, want.Shelf.Board = stored.Subtitle, stored.Authors, stored.Shelf.Board
		if want.Lender != nil {
			want.Lender.Board = 0
			if stored.Lender != nil {
				want.Lender.Board = stored.Lender.Board
			}
		}
		got, err := newer.Get(ctx, acme, "b", noon)
		must(t, err)
		same(t, asJSON(t, got.Value), asJSON(t, want))
	})
}

func asJSON(t failing, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	must(t, err)
	return string(data)
}

// renamed is an upgrade: a member gets another name.
func renamed(from, to string) storage.Upgrade {
	return func(fields map[string]json.RawMessage) error {
		if v, ok := fields[from]; ok {
			fields[to] = v
			delete(fields, from)
		}
		return nil
	}
}

// Three versions of a program: a member is renamed twice.
type (
	first  struct{ A, Other string }
	second struct{ B, Other string }
	third  struct{ C, Other string }
)

func versions(db *storage.DB) (*storage.Collection[first], *storage.Collection[second], *storage.Collection[third]) {
	upgrades := []storage.Upgrade{renamed("A", "B"), renamed("B", "C")}
	all := func(string) []storage.Term {
		return []storage.Term{{Index: "all", Value: "x"}, {Index: "only", Value: "x", Unique: true}}
	}
	return storage.NewCollection(db, storage.Schema[first]{Name: "v", Numbered: true, Terms: func(v first) []storage.Term { return all(v.Other) }}),
		storage.NewCollection(db, storage.Schema[second]{Name: "v", Numbered: true, Terms: func(v second) []storage.Term { return all(v.Other) }, Upgrades: upgrades[:1]}),
		storage.NewCollection(db, storage.Schema[third]{Name: "v", Numbered: true, Terms: func(v third) []storage.Term { return all(v.Other) }, Upgrades: upgrades})
}

// A record is brought up to date when it is read, and stays so when it is written,
// whatever versions it came through.
func TestUpgrades(t *testing.T) {
	r := Mini(t)
	v1, v2, v3 := versions(r.DB)
	save(t, r, v1, v1.New("x", first{"a", "o"}))
	stored(t, r, `{"A":"a","Other":"o"}`)

	direct, err := v3.Get(ctx, acme, "x", noon)
	must(t, err)
	same(t, direct.Value, third{"a", "o"})

	step, err := v2.Get(ctx, acme, "x", noon)
	must(t, err)
	step.Value.Other = "p"
	save(t, r, v2, step)
	stored(t, r, `{"_v":2,"B":"a","Other":"p"}`)
	last, err := v3.Get(ctx, acme, "x", noon)
	must(t, err)
	save(t, r, v3, last)
	stored(t, r, `{"_v":3,"C":"a","Other":"p"}`)

	last, err = v3.Get(ctx, acme, "x", noon)
	must(t, err)
	same(t, last.Value, third{"a", "p"})
}

// Whatever reads a record that a newer program has written says so, and nothing
// of it is lost.
func TestNewerVersion(t *testing.T) {
	r := Mini(t)
	v1, v2, _ := versions(r.DB)
	save(t, r, v2, v2.New("x", second{"b", "o"}))
	_, err := v1.Get(ctx, acme, "x", noon)
	is(t, err, storage.ErrNewer)
	_, err = v1.GetMany(ctx, acme, []string{"y", "x"}, noon)
	is(t, err, storage.ErrNewer)
	_, err = v1.Find(ctx, acme, "only", "x", noon)
	is(t, err, storage.ErrNewer)
	_, _, err = v1.List(ctx, acme, "all", "x", storage.Page{Limit: 10}, noon)
	is(t, err, storage.ErrNewer)
	_, err = v1.ByOrdinal(ctx, acme, []uint32{1}, noon)
	is(t, err, storage.ErrNewer)
	_, err = v1.AllNumbered(ctx, acme, 0, 10, noon)
	is(t, err, storage.ErrNewer)
	tx := r.DB.Begin(acme, "", noon)
	v1.Put(tx, v1.New("x", first{"mine", ""}))
	is(t, tx.Commit(ctx), storage.ErrConflict)
	stored(t, r, `{"_v":2,"B":"b","Other":"o"}`)
}

// An upgrade that fails is an error, and not a record without its fields.
func TestUpgradeFails(t *testing.T) {
	r := Mini(t)
	v1, _, _ := versions(r.DB)
	save(t, r, v1, v1.New("x", first{"a", "o"}))
	broken := errors.New("broken")
	c := storage.NewCollection(r.DB, storage.Schema[second]{Name: "v", Upgrades: []storage.Upgrade{
		func(map[string]json.RawMessage) error { return broken },
	}})
	_, err := c.Get(ctx, acme, "x", noon)
	is(t, err, broken)
}

func save[T any](t *testing.T, r *Redis, c *storage.Collection[T], record *storage.Record[T]) {
	t.Helper()
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, record)
	must(t, tx.Commit(ctx))
}

// stored holds the record x of the collection v to its bytes.
func stored(t *testing.T, r *Redis, want string) {
	t.Helper()
	got, err := r.Client.HGet(ctx, "{c:acme}:v:r:x", "d").Result()
	must(t, err)
	same(t, got, want)
}
