package deliver

import (
	"testing"
	"time"
)

// However many deliveries fail side by side, each gets its number of tries and
// not one more; and those that are over leave the memory.
func TestTriesOfManyAreCounted(t *testing.T) {
	const many = 3 * fewTries
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	tries := newTries()
	for round := 1; round <= writeTries; round++ {
		for i := range many {
			if n := tries.count(tryID{"acme", "big", i}, false, now); n != round {
				t.Fatalf("try %d of delivery %d is counted as %d", round, i, n)
			}
		}
		now = now.Add(lastPause)
	}
	now = now.Add(triesLife + lastPause)
	for i := range 2 * many {
		tries.count(tryID{"acme", "next", i}, false, now)
	}
	if n := len(tries.of); n > 2*many {
		t.Errorf("%d tries are kept, of which %d may still go on", n, 2*many)
	}
}
