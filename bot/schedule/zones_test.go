package schedule

import (
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// TestEveryDayInEveryZone holds daily plans in every zone of the database to
// 365 runs in 2026, at the stated time or the first minute after a jump.
func TestEveryDayInEveryZone(t *testing.T) {
	zones := 0
	groups(t, "testdata/zones.txt", func(_, name string) {
		zones++
		loc := zone(name)
		for _, minute := range []int{0, 2*60 + 30, 9 * 60} {
			p, err := Cron(fmt.Sprintf("%d %d * * *", minute%60, minute/60), Skip, loc)
			if err != nil {
				t.Fatal(err)
			}
			day := bot.Date{Year: 2026, Month: 1, Day: 1}
			first := Wall{day, 0}.In(loc)
			runs := p.Runs(first.Add(-time.Nanosecond), 366)
			for _, at := range runs[:365] {
				if fault := wrong(Wall{day, minute}, at); fault != "" {
					t.Fatalf("%s: %v of %v %02d:%02d %s", name, at, day, minute/60, minute%60, fault)
				}
				day = day.AddDays(1)
			}
			if runs[364].Year() != 2026 || runs[365].Year() != 2027 {
				t.Errorf("%s: run 365 is %v, and then %v", name, runs[364], runs[365])
			}
		}
	})
	if zones < 553 {
		t.Errorf("only %d zones", zones)
	}
}

// wrong says what is wrong with at as the run for a wall time: it is to be the
// first whole minute at which the zone's clock shows that time or a later one.
func wrong(w Wall, at time.Time) string {
	shown, before := WallOf(at).clock(), WallOf(at.Add(-time.Minute)).clock()
	switch {
	case at.Second() != 0 || at.Nanosecond() != 0:
		return "is no whole minute"
	case shown.Before(w.clock()):
		return "is too early"
	case !before.Before(w.clock()):
		return "is not the first minute"
	}
	if start, _ := at.ZoneBounds(); start.IsZero() || at.Sub(start) > 26*time.Hour {
		return "" // and no clock was changed before
	}
	for back := 15 * time.Minute; back <= 25*time.Hour; back += 15 * time.Minute {
		if !WallOf(at.Add(-back)).clock().Before(w.clock()) {
			return fmt.Sprintf("was shown %v before", back)
		}
	}
	return ""
}

func BenchmarkNext(b *testing.B) {
	p, err := ParsePlan("毎月末 10:00", newYork, now)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.Next(now)
	}
}

func BenchmarkParsePlan(b *testing.B) {
	for b.Loop() {
		if _, err := ParsePlan("the last friday of every month at noon", newYork, now); err != nil {
			b.Fatal(err)
		}
	}
}
