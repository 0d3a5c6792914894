package redistest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// recordsModel commits at random, keeps a plain map of what should be there
// then, and compares everything that can be read. Time only goes forward here.
func recordsModel(t *testing.T, r *Redis) {
	var scopes atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		m := &shelf{
			t: t, r: r, c: notes(r), now: noon,
			scope: storage.CommunityScope(fmt.Sprint("model", scopes.Add(1))),
			all:   make(map[string]storage.Record[note]),
			feed:  make(map[uint32]int64),
			seen:  "0",
		}
		t.Repeat(map[string]func(*rapid.T){
			"commit": m.commit,
			"clock": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "minutes")) * time.Minute)
			},
			"days":  func(t *rapid.T) { m.now = m.now.AddDate(0, 0, 2) },
			"check": func(*rapid.T) { m.check() },
		})
		m.check()
	})
}

// shelf is the model of one scope.
type shelf struct {
	t     *rapid.T
	r     *Redis
	c     *storage.Collection[note]
	scope storage.Scope
	now   time.Time
	all   map[string]storage.Record[note] // as last committed, expired ones too
	feed  map[uint32]int64                // revision by ordinal, from the feed alone
	seen  string                          // position in the feed
}

// alive is the record as it should be found now.
func (m *shelf) alive(id string) (storage.Record[note], bool) {
	rec, ok := m.all[id]
	return rec, ok && (rec.Expires.IsZero() || rec.Expires.After(m.now))
}

// commit writes up to three records, each over what is there or over something
// older.
func (m *shelf) commit(t *rapid.T) {
	tx := m.r.DB.Begin(m.scope, "", m.now)
	conflict := false
	after := make(map[string]*storage.Record[note]) // nil: deleted
	claimed := make(map[string]string)
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 1, 3, rapid.ID).Draw(t, "ids") {
		rec := m.c.New(id, note{})
		if stands, ok := m.alive(id); ok {
			rec = &stands
		}
		if rapid.IntRange(0, 9).Draw(t, "stale") == 0 {
			rec.Rev += int64(rapid.SampledFrom([]int{-1, 1}).Draw(t, "by"))
			conflict = true
		}
		switch rapid.SampledFrom([]string{"put", "put", "put", "delete", "require"}).Draw(t, "what") {
		case "put":
			m.draw(t, rec)
			m.c.Put(tx, rec)
			after[id] = rec
			if only := rec.Value.Only; only != "" {
				conflict = conflict || claimed[only] != ""
				claimed[only] = id
			}
		case "delete":
			m.c.Delete(tx, rec)
			after[id] = nil
		case "require":
			m.c.Require(tx, rec)
		}
	}
	for only := range claimed {
		for id := range m.all {
			_, rewritten := after[id]
			if rec, ok := m.alive(id); ok && !rewritten && rec.Value.Only == only {
				conflict = true
			}
		}
	}
	err := tx.Commit(ctx)
	if conflict {
		is(t, err, storage.ErrConflict)
		return
	}
	must(t, err)
	for id, rec := range after {
		if delete(m.all, id); rec != nil {
			m.all[id] = *rec
		}
	}
}

func (m *shelf) draw(t *rapid.T, rec *storage.Record[note]) {
	rec.Value = note{
		Tags:  rapid.SliceOfDistinct(rapid.SampledFrom([]string{"x", "y"}), rapid.ID).Draw(t, "tags"),
		Score: rapid.Int64Range(0, 2).Draw(t, "score"),
		Only:  rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "only"),
	}
	rec.Expires = time.Time{}
	if rapid.Bool().Draw(t, "expires") {
		rec.Expires = m.now.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "minutes")) * time.Minute)
	}
}

// check reads everything in every way.
func (m *shelf) check() {
	var stand []storage.Record[note]
	only := map[string]string{"p": "-", "q": "-"}
	for id := range m.all {
		if rec, ok := m.alive(id); ok {
			stand = append(stand, rec)
			only[rec.Value.Only] = id
		}
	}
	b := m.r.DB.Batch(m.scope, m.now)
	for _, id := range slices.Sorted(maps.Keys(m.all)) {
		want, ok := m.alive(id)
		got := m.c.GetIn(b, id)
		defer func() {
			if !ok {
				is(m.t, got.Err, storage.ErrNotFound)
				return
			}
			same(m.t, got.Record, &want)
		}()
	}
	for value, want := range only {
		if value == "" {
			continue
		}
		got := m.c.FindIn(b, "only", value)
		defer func() {
			if same(m.t, got.Record != nil, want != "-"); got.Record != nil {
				same(m.t, got.Record.ID, want)
			}
		}()
	}
	must(m.t, b.Run(ctx))
	for _, tag := range []string{"x", "y"} {
		m.checkList(tag, stand)
	}
	m.checkNumbers(stand)
}

func (m *shelf) checkList(tag string, stand []storage.Record[note]) {
	var under []storage.Record[note]
	for _, rec := range stand {
		if slices.Contains(rec.Value.Tags, tag) {
			under = append(under, rec)
		}
	}
	slices.SortFunc(under, func(a, b storage.Record[note]) int {
		return cmp.Or(cmp.Compare(b.Value.Score, a.Value.Score), cmp.Compare(b.ID, a.ID))
	})
	var want, got []string
	for _, rec := range under {
		want = append(want, rec.ID)
	}
	p := storage.Page{Limit: 2}
	for {
		page, next, err := m.c.List(ctx, m.scope, "tag", tag, p, m.now)
		must(m.t, err)
		got = append(got, ids(page)...)
		if p.After = next; next == "" {
			break
		}
	}
	same(m.t, got, want)
}

// checkNumbers compares what a memberIndex of the feed holds.
func (m *shelf) checkNumbers(stand []storage.Record[note]) {
	changes, seen, lost, err := m.c.Changes(ctx, m.scope, m.seen, 1000)
	must(m.t, err)
	same(m.t, lost, false)
	m.seen = seen
	for _, c := range changes {
		if m.feed[c.Ordinal] = c.Rev; c.Rev == 0 {
			delete(m.feed, c.Ordinal)
		}
	}
	slices.SortFunc(stand, func(a, b storage.Record[note]) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	all, err := m.c.AllNumbered(ctx, m.scope, 0, 1000, m.now)
	must(m.t, err)
	same(m.t, len(all), len(stand))
	for i, want := range stand {
		same(m.t, all[i], &want)
		same(m.t, m.feed[want.Ordinal], want.Rev)
	}
	// What the feed knows besides has expired and not been erased yet.
	for ordinal := range m.feed {
		known := slices.ContainsFunc(slices.Collect(maps.Values(m.all)), func(rec storage.Record[note]) bool { return rec.Ordinal == ordinal })
		same(m.t, known, true)
	}
}
