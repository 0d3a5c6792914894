package broadcast

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	plan, err := schedule.Cron("30 9 31 * *", schedule.Last, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r := redistest.Mini(t)
	redistest.Golden(t, r, newCollection(r.DB), func(b *Broadcast) { b.State, b.Plan = Sent, plan })
}
