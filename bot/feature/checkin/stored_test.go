package checkin

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	plan, err := schedule.Cron("0 10 31 * *", schedule.Last, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r := redistest.Mini(t)
	redistest.Golden(t, r, newCheckIns(r.DB), func(c *CheckIn) { c.Plan, c.Proposed.Plan, c.State = plan, plan, Active })
	redistest.Golden(t, r, newRuns(r.DB))
	redistest.Golden(t, r, newCohorts(r.DB))
	redistest.Golden(t, r, newTexts(r.DB))
	redistest.Golden(t, r, newReplies(r.DB), func(p *Reply) { p.Run, p.Skipped = "abcdefghijkl-3", false })
	redistest.Golden(t, r, newTasks(r.DB))
}
