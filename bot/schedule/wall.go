package schedule

import (
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Wall is what a calendar and a clock on the wall show, to the minute.
type Wall struct {
	Day    bot.Date
	Minute int // after midnight, 0 to 1439
}

// WallOf is what t shows in its own location, without the seconds.
func WallOf(t time.Time) Wall { return Wall{bot.DateOf(t), t.Hour()*60 + t.Minute()} }

const wallFormat = "2006-01-02 15:04"

// String is the wall time as 2026-12-01 09:00.
func (w Wall) String() string {
	return fmt.Sprintf("%v %02d:%02d", w.Day, w.Minute/60, w.Minute%60)
}

// In is the first instant at which clocks in the zone show this time or a later
// one: the instant itself; the first of two, where clocks are set back over it;
// the first whole minute afterwards, where clocks are set forward over it.
func (w Wall) In(zone *time.Location) time.Time {
	shown := w.clock()
	// No zone was ever a day from UTC, so nobody shows this time yet.
	at := shown.Add(-26 * time.Hour)
	for {
		_, offset := at.In(zone).Zone()
		start, end := at.In(zone).ZoneBounds()
		t := shown.Add(-time.Duration(offset) * time.Second)
		if t.Before(start) { // clocks jump over it
			return wholeMinute(start.In(zone))
		}
		if end.IsZero() || t.Before(end) {
			return t.In(zone)
		}
		at = end
	}
}

// clock is the wall time as UTC would have it: an instant to reckon with.
func (w Wall) clock() time.Time {
	return w.Day.In(time.UTC).Add(time.Duration(w.Minute) * time.Minute)
}

// clockOf is what t shows in zone, as clock has it.
func clockOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// wholeMinute is t, or the next instant at which its clock shows no seconds:
// zones were once set by them.
func wholeMinute(t time.Time) time.Time {
	if past := t.Second(); past > 0 {
		return t.Add(time.Duration(60-past) * time.Second)
	}
	return t
}
