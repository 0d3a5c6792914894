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

// The keys of questions are as the program of November 2026 made them, whose
// answers are stored under them.
func TestStoredQuestionKeys(t *testing.T) {
	for want, q := range map[string]Question{
		"jbbppmevgepj": {Kind: Text, Text: Said{Ja: "お元気ですか？"}},
		"xtkbuu2ik4ep": {Kind: Choice, Text: Said{Ja: "昼食", En: "Lunch"}, Options: []Said{{Ja: "はい", En: "Yes"}, {En: "No"}}},
		"p5x6sms3onbu": {Kind: Scale, Text: Said{En: "How {was: it}?"}, Options: []Said{{}, {En: "good [very]"}}, From: 1, To: 5},
		"nymkp6x6fa6g": {},
	} {
		if got := q.key(); got != want {
			t.Errorf("the key of %+v is %s, answers are stored under %s", q, got, want)
		}
	}
}
