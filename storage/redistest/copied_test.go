package redistest

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage"
)

// TestWhatIsBegunIsAtAReplica: as long as the only replica does not have it, a
// delivery is not begun, so that the master may die.
func TestWhatIsBegunIsAtAReplica(t *testing.T) {
	r := Follow(t)
	queue(t, r.Redis, announcement("a", 6))
	lease := take(t, r.Redis, noon, 6)
	must(t, begin(r.Redis, lease, 0, noon))
	r.Hold(t)
	is(t, begin(r.Redis, lease, 1, noon), storage.ErrUnavailable)
	r.Release(t)
	r.Trips.Reset()
	must(t, begin(r.Redis, lease, 1, noon))
	same(t, r.Trips.Count(), 1)
	// The state of what was begun is there.
	states := r.replica.Client.GetRange(ctx, acme.String()+":ledger:s:a", 0, 2).Val()
	same(t, states, "ssl")
}

// TestReplicasAreKnownThroughAnOutage: when a master did not answer, that does not
// mean that nobody follows it.
func TestReplicasAreKnownThroughAnOutage(t *testing.T) {
	r := Follow(t)
	queue(t, r.Redis, announcement("a", 2))
	lease := take(t, r.Redis, noon, 2)
	r.Line.LoseReplies(1000)
	is(t, begin(r.Redis, lease, 0, noon), storage.ErrUnavailable)
	r.Line.LoseReplies(0)
	r.Hold(t)
	is(t, begin(r.Redis, lease, 1, noon), storage.ErrUnavailable)
}
