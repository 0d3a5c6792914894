package schedule

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	kanjiWeekday = `([月火水木金土日])曜日?`
	anyWeekday   = `(` + weekdays + `)`
)

var (
	kanjiInWeek   = regexp.MustCompile(`^(?:(今週|来週|再来週)の? ?)?` + kanjiWeekday + `$`)
	weekdayInWeek = regexp.MustCompile(`^(?:on )?` + anyWeekday + `(?: (this|next) week)?$|^(this|next) week,?(?: on)? ` + anyWeekday + `$|^(this) ` + anyWeekday + `$`)
	kanjiLater    = regexp.MustCompile(`^(\d{1,3}) ?(日|週間|か月)後$`)
	later         = regexp.MustCompile(`^(?:in )?(\d{1,3}|an?|one|two|three|four) (day|week|month)s?( from now| from today)?$`)
	kanjiInMonth  = regexp.MustCompile(`^(今月|来月)の? ?(?:(\d{1,2})日|末日?|最終日)$`)
	inMonth       = regexp.MustCompile(`^(?:on )?(?:the )?(?:(\d{1,2})(st|nd|rd|th)|end|last day) of (this|next) month$`)
	monthThenDay  = regexp.MustCompile(`^(this|next) month,? on (?:the )?(?:(\d{1,2})(st|nd|rd|th)|last day)$`)
	kanjiNthIn    = regexp.MustCompile(`^(今月|来月)の? ?(?:第([1-5])|(最初の)|最終の?|最後の|末の) ?([月火水木金土日])曜日?$`)
	nthIn         = regexp.MustCompile(`^(?:on )?(?:the )?` + `(` + ordinals + `) ` + anyWeekday + ` (?:of|in) (this|next) month$`)
	endOfMonth    = regexp.MustCompile(`^(\d{1,2})月末日?$`)
	writtenDay    = regexp.MustCompile(`^on (?:the )?(.*\d.*)$`)
)

// date is the one day that the words mean, as seen from today. A weekday by
// itself is the first on which the time of day is still to come.
func (r reader) date(day string, minute int) (bot.Date, bool) {
	if m := writtenDay.FindStringSubmatch(day); m != nil {
		if d, ok := ParseDay(m[1], r.today); ok {
			return d, true
		}
	}
	if d, ok := ParseDay(day, r.today); ok {
		return d, true
	}
	if m := kanjiInWeek.FindStringSubmatch(day); m != nil {
		return r.weekday(weekdayNamed(m[2]), m[1], minute), true
	}
	if m := weekdayInWeek.FindStringSubmatch(day); m != nil {
		return r.weekday(weekdayNamed(m[1]+m[4]+m[6]), m[2]+m[3]+m[5], minute), true
	}
	if m := kanjiLater.FindStringSubmatch(day); m != nil {
		return r.later(m[1], m[2]), true
	}
	if m := later.FindStringSubmatch(day); m != nil && strings.HasPrefix(day, "in ") != (m[3] != "") {
		return r.later(m[1], m[2]), true
	}
	if m := kanjiInMonth.FindStringSubmatch(day); m != nil {
		return r.inMonth(m[1] == "来月", m[2]), true
	}
	if m := inMonth.FindStringSubmatch(day); m != nil && suffixFits(m[1], m[2]) {
		return r.inMonth(m[3] == "next", m[1]), true
	}
	if m := monthThenDay.FindStringSubmatch(day); m != nil && suffixFits(m[2], m[3]) {
		return r.inMonth(m[1] == "next", m[2]), true
	}
	return r.dateInMonth(day)
}

// dateInMonth is date for a weekday of a month, and for the end of one.
func (r reader) dateInMonth(day string) (bot.Date, bool) {
	if m := kanjiNthIn.FindStringSubmatch(day); m != nil {
		week := cmp.Or(amount(m[2]), lastWeek)
		if m[3] != "" {
			week = 1
		}
		return r.nthInMonth(m[1] == "来月", week, weekdayNamed(m[4])), true
	}
	if m := nthIn.FindStringSubmatch(day); m != nil {
		return r.nthInMonth(m[3] == "next", weekNamed(m[1]), weekdayNamed(m[2])), true
	}
	if m := endOfMonth.FindStringSubmatch(day); m != nil {
		if month := amount(m[1]); month >= 1 && month <= 12 {
			first := bot.Date{Year: r.today.Year, Month: time.Month(month), Day: 1}
			if first.Month < r.today.Month {
				first.Year++
			}
			return lastOf(first), true
		}
	}
	return bot.Date{}, false
}

// weekday is that day of a week, which begins on Monday; week is empty for the
// next one to come.
func (r reader) weekday(day time.Weekday, week string, minute int) bot.Date {
	today := r.today.In(time.UTC).Weekday()
	if week == "" {
		d := r.today.AddDays((int(day-today) + 7) % 7)
		if !(Wall{d, minute}).In(r.zone).After(r.now) {
			d = d.AddDays(7)
		}
		return d
	}
	monday := r.today.AddDays(-(int(today) + 6) % 7)
	weeks := map[string]int{"来週": 1, "next": 1, "再来週": 2}[week]
	return monday.AddDays(7*weeks + (int(day)+6)%7)
}

// later is some days, weeks or months from today. The same day of another month
// may not exist.
func (r reader) later(count, unit string) bot.Date {
	n := amount(count)
	switch unit {
	case "か月", "month":
		d := bot.DateOf(time.Date(r.today.Year, r.today.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
		d.Day = r.today.Day
		return d
	case "週間", "week":
		n *= 7
	}
	return r.today.AddDays(n)
}

// amount is a number in digits, or one of the words of later.
func amount(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}[text]
}

// firstOf is the first day of this month or the next.
func (r reader) firstOf(next bool) bot.Date {
	first := bot.Date{Year: r.today.Year, Month: r.today.Month, Day: 1}
	if next {
		first = bot.DateOf(first.In(time.UTC).AddDate(0, 1, 0))
	}
	return first
}

// lastOf is the last day of the month that begins with first.
func lastOf(first bot.Date) bot.Date { return bot.DateOf(first.In(time.UTC).AddDate(0, 1, -1)) }

// inMonth is a day of this month or the next, which may not exist; an empty day
// is the last one.
func (r reader) inMonth(next bool, day string) bot.Date {
	first := r.firstOf(next)
	if day == "" {
		return lastOf(first)
	}
	first.Day, _ = strconv.Atoi(day)
	return first
}

// nthInMonth is a weekday in a week of this month or the next, which may not
// exist.
func (r reader) nthInMonth(next bool, week int, day time.Weekday) bot.Date {
	d := r.firstOf(next)
	if week == lastWeek {
		d = lastOf(d)
		return d.AddDays(-(int(d.In(time.UTC).Weekday()-day) + 7) % 7)
	}
	d.Day += (int(day-d.In(time.UTC).Weekday())+7)%7 + 7*(week-1)
	return d
}

var (
	kanjiFromNow = regexp.MustCompile(`^(?:(?:今から)?(\d{1,3}) ?時間(半)?後|(?:今から)?(\d{1,3}) ?分後)に?$`)
	fromNow      = regexp.MustCompile(`^(?:in )?(?:(\d{1,3}|an?|one|two|three|four) hours?|(half an) hour|(\d{1,3}) (?:minutes?|mins?))( from now)?$`)
)

// fromNow reads a time that is reckoned from now, up to the next whole minute.
// One that the wall clock shows twice is refused where the second is meant,
// since a Plan happens at the first.
func (r reader) fromNow(text string) (_ Plan, _ Reason, ok bool) {
	var wait time.Duration
	if m := kanjiFromNow.FindStringSubmatch(text); m != nil {
		wait = hours(m[1]) + minutes(m[3])
		if m[2] != "" {
			wait += 30 * time.Minute
		}
	} else if m := fromNow.FindStringSubmatch(text); m != nil && strings.HasPrefix(text, "in ") != (m[4] != "") {
		wait = hours(m[1]) + minutes(m[3])
		if m[2] != "" {
			wait = 30 * time.Minute
		}
	}
	if wait == 0 {
		return Plan{}, "", false
	}
	at := r.now.In(r.zone).Add(wait)
	at = wholeMinute(at.Add(time.Second - 1).Truncate(time.Second))
	p, reason := r.at(WallOf(at))
	if reason == Past || reason == "" && !p.Next(r.now).Equal(at) {
		reason = Unclear
	}
	return p, reason, true
}

func hours(text string) time.Duration { return time.Duration(amount(text)) * time.Hour }

func minutes(text string) time.Duration { return time.Duration(amount(text)) * time.Minute }

// suffixFits reports whether a number has its own English suffix, or neither is
// there.
func suffixFits(number, suffix string) bool {
	return number == "" && suffix == "" || suffix == ordinalSuffix(amount(number))
}
