package redistest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// linger is how much longer than a record is found Redis keeps it.
const linger = 48 * time.Hour

func lifetimes(t *testing.T, r *Redis) {
	c := storage.NewCollection(r.DB, storage.Schema[note]{Name: "lent", Terms: func(n note) []storage.Term {
		return []storage.Term{{Index: "tag", Value: "x"}, {Index: "only", Value: n.Only, Unique: true}}
	}})
	lend := func(id string, at, until time.Time) *storage.Record[note] {
		t.Helper()
		rec := c.New(id, note{Only: id})
		rec.Expires = until
		tx := r.DB.Begin(acme, "", at)
		c.Put(tx, rec)
		must(t, tx.Commit(ctx))
		return rec
	}
	lives := func(key string, want time.Duration) {
		t.Helper()
		got, err := r.Client.PTTL(ctx, "{c:acme}:lent:"+key).Result()
		must(t, err)
		if got > want || got < want-10*time.Second {
			t.Errorf("%s lives for %s, want %s", key, got, want)
		}
	}

	a := lend("a", noon, noon.Add(time.Hour))
	lives("r:a", time.Hour+linger)
	lives("x", time.Hour+linger)
	lend("b", noon, noon.Add(time.Minute))
	lives("r:b", time.Minute+linger)
	lives("x", time.Hour+linger)
	a.Expires = time.Time{}
	tx := r.DB.Begin(acme, "", noon)
	c.Put(tx, a)
	must(t, tx.Commit(ctx))
	lives("r:a", -1)

	// Records of the program that gave none have a lifetime from the next one on.
	must(t, r.Client.Persist(ctx, "{c:acme}:lent:x").Err())
	must(t, r.Client.Persist(ctx, "{c:acme}:lent:r:b").Err())
	lend("c", noon, noon.Add(-time.Minute))
	lives("r:b", time.Minute+linger)
	lives("r:c", linger)
	lives("x", time.Minute+linger)

	// Redis removes b and c; nothing of them stays where somebody looks.
	must(t, r.Client.Del(ctx, "{c:acme}:lent:r:b").Err())
	must(t, r.Client.Del(ctx, "{c:acme}:lent:r:c").Err())
	_, err := c.Get(ctx, acme, "b", noon)
	is(t, err, storage.ErrNotFound)
	page, _, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 1, Oldest: true}, noon)
	must(t, err)
	same(t, ids(page), []string{"a"})
	for _, id := range []string{"b", "c"} {
		_, err = c.Find(ctx, acme, "only", id, noon)
		is(t, err, storage.ErrNotFound)
	}
	tx = r.DB.Begin(acme, "", noon)
	c.Delete(tx, a)
	must(t, tx.Commit(ctx))
	lend("d", noon.Add(72*time.Hour), noon.Add(73*time.Hour))
	for key, value := range r.Dump(t) {
		if strings.Contains(key, ":lent:") && !strings.HasSuffix(key, ":r:d") && !mentionsOnly(value, "d") {
			t.Errorf("left: %s = %s", key, value)
		}
	}
	// Who takes over their unique values and ids finds nothing of them either.
	lend("b", noon, noon.Add(time.Hour))
}

// mentionsOnly says whether a dumped zset or hash has this member alone.
func mentionsOnly(value, member string) bool {
	return value == fmt.Sprintf("map[%s:%s]", member, member) || strings.HasPrefix(value, "[{") && strings.HasSuffix(value, " "+member+"}]")
}
