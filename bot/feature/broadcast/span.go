package broadcast

import (
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// lastZone is where every wall time of the world is reached last.
const lastZone = "Etc/GMT+12"

// span says when the first and the last of so many are sent, if the draft is
// confirmed now; nil where it cannot be known.
func (b *Broadcasts) span(c *bot.Call, v Broadcast, count int) (bot.Text, error) {
	if v.Medium != Direct || count == 0 {
		return nil, nil
	}
	begins, err := b.firstRun(v, c.At)
	if err != nil || begins.IsZero() {
		return nil, err
	}
	var takes time.Duration
	if b.Settings.PerMinute > 0 {
		takes = time.Duration(count-1) * time.Minute / time.Duration(b.Settings.PerMinute)
	}
	quiet := b.Settings.Quiet
	if !v.OwnZone {
		first, last := quiet.Span(begins, takes, c.In.Zone)
		said := spanText(c, first, last)
		if quiet.From == quiet.To {
			return said, nil
		}
		return c.Text(msgSpanQuiet, said, clockWords(quiet.From), clockWords(quiet.To)), nil
	}
	first, err := b.byClockIn(v, firstZone, c.At, takes, false)
	if err != nil {
		return nil, err
	}
	last, err := b.byClockIn(v, lastZone, c.At, takes, true)
	if err != nil {
		return nil, err
	}
	return c.Text(msgSpanOwn, spanText(c, first.In(c.In.Zone), last.In(c.In.Zone))), nil
}

// spanText is from when to when, or about when if that is within a minute.
func spanText(l bot.Localizer, first, last time.Time) bot.Text {
	if last.Sub(first) < time.Minute {
		return l.Text(msgSpanShort, momentText(l, first))
	}
	return l.Text(msgSpan, momentText(l, first), momentText(l, last))
}

// byClockIn is when people in a zone get what is meant by everybody's own clock:
// the first of them, or the last.
func (b *Broadcasts) byClockIn(v Broadcast, name string, after time.Time, takes time.Duration, atLast bool) (time.Time, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.Time{}, err
	}
	plan, err := v.Plan.In(zone)
	if err != nil {
		return time.Time{}, err
	}
	due := plan.Next(after)
	if due.IsZero() { // it is past where they live: right away
		due = after.Add(b.Settings.Undo)
	}
	first, last := b.Settings.Quiet.Span(due, takes, zone)
	if atLast {
		return last, nil
	}
	return first, nil
}

// clockWords is a time of day as clocks show it, such as 8:00.
func clockWords(sinceMidnight time.Duration) string {
	return strings.TrimPrefix(time.Time{}.Add(sinceMidnight).Format("15:04"), "0")
}
