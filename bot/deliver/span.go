package deliver

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// Span is when the first and the last of many messages can be sent that are due
// at a moment and take a time to send, if their recipients live in one zone and
// nothing else is sent. It tells a sender what to expect, and promises nothing.
func (h Hours) Span(due time.Time, takes time.Duration, zone *time.Location) (first, last time.Time) {
	first = due.In(zone)
	if morning, quiet := h.until(first, zone); quiet {
		first = morning
	}
	last = first
	for {
		evening := h.next(last, zone)
		if evening.IsZero() || last.Add(takes).Before(evening) {
			return first, last.Add(takes)
		}
		takes -= evening.Sub(last)
		morning, quiet := h.until(evening, zone)
		if !quiet { // a change of clocks swallowed the night
			morning = evening.Add(time.Minute)
		}
		last = morning
	}
}

// next is when the hours begin next after a moment that lies in none; zero if
// they never do.
func (h Hours) next(after time.Time, zone *time.Location) time.Time {
	if h.From == h.To {
		return time.Time{}
	}
	for day := bot.DateOf(after.In(zone)); ; day = day.AddDays(1) {
		begins := schedule.Wall{Day: day, Minute: int(h.From / time.Minute)}.In(zone)
		if begins.After(after) {
			return begins
		}
	}
}
