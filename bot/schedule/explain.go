package schedule

import (
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// shownRuns is how many runs are shown before a plan is agreed to.
const shownRuns = 5

// Explain says what p was understood to be: in words, with its zone and the
// next five runs after now. A run that a clock change moves says from when.
func (p Plan) Explain(l bot.Locale, now time.Time) bot.Text {
	if p.IsZero() {
		return sayNever.Text(l)
	}
	if !p.Recurs() {
		return append(sayOnce.Text(l, p.Words(l), p.zone), p.moved(l, p.once.In(p.zone))...)
	}
	runs := p.Runs(now, shownRuns)
	text := sayRecurring.Text(l, p.Words(l), p.zone, len(runs))
	for _, at := range runs {
		if moved := p.moved(l, at); moved != nil {
			text = append(text, moved...)
		} else {
			text = append(text, sayRun.Text(l, MomentWords(l, at))...)
		}
	}
	return text
}

// moved is the line for a run that is not at a time of the plan; nil for others.
func (p Plan) moved(l bot.Locale, at time.Time) bot.Text {
	shown := WallOf(at)
	planned := p.once
	if p.Recurs() {
		// The plan's own time is the last before what the clock shows then.
		if p.match(shown.clock().Add(-time.Minute)).Equal(shown.clock()) {
			return nil
		}
		start, _ := at.ZoneBounds()
		planned = WallOf(p.match(clockOf(start.Add(-time.Nanosecond), p.zone)))
	}
	if planned == shown {
		return nil
	}
	return sayRunMoved.Text(l, MomentWords(l, at), clockWords(planned.Minute/60, planned.Minute%60))
}

// MomentWords is an instant as the clock of its own zone shows it, with the day
// and the day of the week.
func MomentWords(l bot.Locale, t time.Time) string { return wallWords(l, WallOf(t)) }

func wallWords(l bot.Locale, w Wall) string {
	weekday := shortWeekdays[w.Day.In(time.UTC).Weekday()].In(l)
	return in(l, sayMoment, i18n.Date(l, w.Day), weekday, clockWords(w.Minute/60, w.Minute%60))
}

func clockWords(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour, minute) }
