package deliver_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot/deliver"
)

func TestWhatASenderIsToldToExpect(t *testing.T) {
	night := deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}
	for name, c := range map[string]struct {
		hours       deliver.Hours
		due         string
		takes       time.Duration
		first, last string
	}{
		"in the daytime":        {night, "2026-12-01 09:00", 2 * time.Minute, "2026-12-01 09:00", "2026-12-01 09:02"},
		"at night":              {night, "2026-12-01 22:00", 2 * time.Minute, "2026-12-02 08:00", "2026-12-02 08:02"},
		"before dawn":           {night, "2026-12-01 05:00", 0, "2026-12-01 08:00", "2026-12-01 08:00"},
		"into the night":        {night, "2026-12-01 20:00", 90 * time.Minute, "2026-12-01 20:00", "2026-12-02 08:30"},
		"for days":              {night, "2026-12-01 08:00", 27 * time.Hour, "2026-12-01 08:00", "2026-12-03 09:00"},
		"with no quiet hours":   {deliver.Hours{}, "2026-12-01 22:00", 30 * time.Hour, "2026-12-01 22:00", "2026-12-03 04:00"},
		"with a quiet midday":   {deliver.Hours{From: 12 * time.Hour, To: 13 * time.Hour}, "2026-12-01 11:59", 2 * time.Minute, "2026-12-01 11:59", "2026-12-01 13:01"},
		"as the clocks go back": {night, "2026-10-31 20:30", time.Hour, "2026-10-31 20:30", "2026-11-01 08:30"},
	} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation("America/New_York")
			if err != nil {
				t.Fatal(err)
			}
			due, err := time.ParseInLocation("2006-01-02 15:04", c.due, zone)
			if err != nil {
				t.Fatal(err)
			}
			first, last := c.hours.Span(due, c.takes, zone)
			if got := first.Format("2006-01-02 15:04"); got != c.first {
				t.Errorf("the first is sent at %s, want %s", got, c.first)
			}
			if got := last.Format("2006-01-02 15:04"); got != c.last {
				t.Errorf("the last is sent at %s, want %s", got, c.last)
			}
		})
	}
}
