package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Next is the first run after an instant, in the plan's zone; the zero time if
// there is none.
//
// A run is at the first instant at which the wall clock shows its time: a time
// that clocks jump over runs at the first whole minute afterwards, and one that
// they show twice runs the first time only. Several times that fall on one
// minute in this way are one run.
func (p Plan) Next(after time.Time) time.Time {
	if p.IsZero() {
		return time.Time{}
	}
	if !p.Recurs() {
		if at := p.once.In(p.zone); at.After(after) {
			return at
		}
		return time.Time{}
	}
	// Whatever the clock showed up to now has run: only later times are left,
	// except that clocks may have been set back, and show some again.
	for shown := clockOf(after, p.zone); ; {
		if shown = p.match(shown); shown.IsZero() {
			return time.Time{}
		}
		if at := WallOf(shown).In(p.zone); at.After(after) {
			return at
		}
	}
}

// Runs are the next n runs after an instant; fewer if there are no more.
func (p Plan) Runs(after time.Time, n int) []time.Time {
	var runs []time.Time
	for len(runs) < n {
		if after = p.Next(after); after.IsZero() {
			break
		}
		runs = append(runs, after)
	}
	return runs
}

// longest is for how many years a plan is searched for its next run: as long as
// it can be until the fifth Monday of a February.
const longest = 40

// match is the first time after shown that the line matches, by a clock that is
// never changed.
func (p Plan) match(shown time.Time) time.Time {
	first := p.search(p.spec, shown, p.inWeeks)
	if p.end == Skip || !p.ShortMonths() {
		return first
	}
	// Last days take the place of those that their month does not have.
	instead := *p.spec
	instead.Dom, instead.Dow = 0b1111<<28, anyDay
	other := p.search(&instead, shown, func(day time.Time) bool {
		last := day.AddDate(0, 0, 1).Day() == 1
		return last && p.spec.Dom>>(day.Day()+1) != 0
	})
	if first.IsZero() || !other.IsZero() && other.Before(first) {
		return other
	}
	return first
}

// anyDay is what the cron parser makes of *: every day, and the mark that it
// restricts nothing.
const anyDay = 1<<63 | 0b1111111

// search is the first time after shown that the spec matches, on a day that
// fits.
func (p Plan) search(spec *cron.SpecSchedule, shown time.Time, fits func(time.Time) bool) time.Time {
	for limit := shown.Year() + longest; shown.Year() <= limit; {
		found := spec.Next(shown)
		switch {
		case found.IsZero():
			// It looks five years ahead; 29 February may be eight away.
			shown = time.Date(shown.Year()+5, 12, 31, 23, 59, 59, 0, time.UTC)
		case fits(found):
			return found
		default:
			shown = time.Date(found.Year(), found.Month(), found.Day(), 23, 59, 59, 0, time.UTC)
		}
	}
	return time.Time{}
}

// inWeeks reports whether a day is in the weeks of its month that p is for.
func (p Plan) inWeeks(day time.Time) bool {
	for _, w := range p.weeks {
		if w == lastWeek && day.AddDate(0, 0, 7).Month() != day.Month() || w == (day.Day()+6)/7 {
			return true
		}
	}
	return len(p.weeks) == 0
}

// Missed says what is to be done about the runs between two moments.
type Missed struct {
	// Run is the latest of them, if it is to happen now; else the zero time.
	Run time.Time
	// Skipped is how many others there were: they do not happen any more. It
	// stops counting at MaxSkipped.
	Skipped int
	// Next is the first run after both moments; the zero time if there is none.
	Next time.Time
}

// MaxSkipped is how many skipped runs are counted.
const MaxSkipped = 10_000

// Missed looks at the runs after last, up to now. However many there were, one
// of them happens: the latest, if it is not older than grace. If now is before
// last, because a clock was set back, there were none.
func (p Plan) Missed(last, now time.Time, grace time.Duration) Missed {
	later := now
	if last.After(now) {
		later = last
	}
	m := Missed{Next: p.Next(later)}
	var latest time.Time
	runs := 0
	for at := p.Next(last); !at.IsZero() && !at.After(now) && runs <= MaxSkipped; at = p.Next(at) {
		latest = at
		runs++
	}
	if runs > MaxSkipped {
		latest = p.latest(latest, now, grace)
	}
	if runs > 0 && now.Sub(latest) <= grace {
		m.Run = latest
		runs--
	}
	m.Skipped = min(runs, MaxSkipped)
	return m
}

// latest is the last run between two moments that is not older than grace; if
// there is none, one that is older.
func (p Plan) latest(from, now time.Time, grace time.Duration) time.Time {
	if edge := now.Add(-grace - time.Nanosecond); edge.After(from) {
		from = edge
	}
	at := from
	for next := p.Next(at); !next.IsZero() && !next.After(now); next = p.Next(at) {
		at = next
	}
	return at
}
