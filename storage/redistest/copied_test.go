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
	r.Release()
	r.Trips.Reset()
	must(t, begin(r.Redis, lease, 1, noon))
	same(t, r.Trips.Count(), 1)
	// The state of what was begun is there.
	states := r.replica.Client.GetRange(ctx, acme.String()+":ledger:s:a", 0, 2).Val()
	same(t, states, "ssl")
}
