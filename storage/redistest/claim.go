package redistest

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// Who takes a delivery may ask again, in one round trip with other reads and for
// any community; nobody else gets it.
func claim(t *testing.T, r *Redis) {
	c := notes(r)
	add(t, r, "a", note{})
	taken := func(s storage.Scope, delivery, token string) bool {
		t.Helper()
		b := r.DB.Batch(s, noon)
		read, claim := c.GetIn(b, "a"), b.Claim(delivery, token)
		must(t, b.Run(ctx))
		must(t, claim.Err)
		same(t, read.Err == nil, s == acme)
		return claim.Taken
	}
	globex := storage.CommunityScope("globex")
	same(t, taken(acme, "1", "x"), false)
	r.Trips.Reset()
	same(t, taken(acme, "1", "x"), false)
	same(t, r.Trips.Count() <= 2, true) // two nodes of a Cluster, which are asked at once
	same(t, taken(acme, "1", "y"), true)
	same(t, taken(globex, "1", "y"), true)
	same(t, taken(acme, "2", "y"), false)
	left, err := r.Client.PTTL(ctx, "{d:1}:claim").Result()
	must(t, err)
	if left <= 10*time.Minute || left > 11*time.Minute {
		t.Errorf("it stays taken for %s, a signature is good for ten minutes", left)
	}
}
