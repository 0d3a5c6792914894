package deliver

import (
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// SendPolicy are how the bot behaves toward members whom it writes to by itself.
// The zero value knows none.
type SendPolicy struct {
	// Quiet is when nobody is written to, by the clock on their wall.
	Quiet Hours
	// WeeklyBudget is how many contacts a member has in seven days, over all
	// features; 0: any number.
	WeeklyBudget int
}

// Hours is a part of every day, from and to as the time since midnight by the
// clock on the wall. To is before From where midnight lies between; equal: never.
type Hours struct{ From, To time.Duration }

func (h Hours) check() error {
	const day = 24 * time.Hour
	if h.From < 0 || h.To < 0 || h.From >= day || h.To >= day {
		return fmt.Errorf("quiet hours from %s to %s are not within a day", h.From, h.To)
	}
	return nil
}

// until is when the hours end that at lies in; false if it lies in none. Where
// clocks are set over the end they end at the first minute after it, and where
// it is shown twice, at the first time.
func (h Hours) until(at time.Time, zone *time.Location) (time.Time, bool) {
	local := at.In(zone)
	wall := time.Duration(schedule.WallOf(local).Minute) * time.Minute
	tonight, day := wall >= h.From && wall < h.To, bot.DateOf(local)
	if h.To < h.From {
		tonight = wall >= h.From || wall < h.To
		if wall >= h.From {
			day = day.AddDays(1)
		}
	}
	if !tonight {
		return time.Time{}, false
	}
	end := schedule.Wall{Day: day, Minute: int(h.To / time.Minute)}.In(zone)
	return end, end.After(at)
}
