package schedule

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Words says when p happens, on its zone's clock: 毎週月曜日 9:00, every Monday at
// 9:00.
func (p Plan) Words(l bot.Locale) string {
	switch {
	case p.IsZero():
		return sayNever.In(l)
	case !p.Recurs():
		return wallWords(l, p.once)
	}
	if clocks := p.clocks(); clocks != nil {
		return in(l, sayDaysAtTime, p.days(l), i18n.List(l, clocks))
	}
	return in(l, sayDaysTimes, p.days(l), p.minutes(l))
}

// in is the sentence as a string.
func in(l bot.Locale, line i18n.Line, args ...any) string { return line.Text(l, args...).String() }

// restricts reports whether a field of days says more than *.
func restricts(field uint64) bool { return field>>63 == 0 }

// days says on which days p runs.
func (p Plan) days(l bot.Locale) string {
	months := p.months(l)
	switch {
	case restricts(p.spec.Dom) && restricts(p.spec.Dow):
		return in(l, sayEither, p.monthDays(l, months), p.weekdays(l, months))
	case restricts(p.spec.Dom):
		return p.monthDays(l, months)
	case restricts(p.spec.Dow):
		return p.weekdays(l, months)
	case months == "":
		return sayEveryDay.In(l)
	}
	return in(l, sayEveryDayOf, months)
}

// months are the months p is restricted to, or "".
func (p Plan) months(l bot.Locale) string {
	listed := ones(p.spec.Month &^ (1 << 63))
	if len(listed) == 12 {
		return ""
	}
	var names []string
	for _, m := range listed {
		names = append(names, monthNames[m-1].In(l))
	}
	return join(l, names)
}

func (p Plan) weekdays(l bot.Locale, months string) string {
	days := p.spec.Dow &^ (1 << 63)
	switch {
	case len(p.weeks) > 0:
		var weeks []string
		for _, w := range p.weeks {
			if w == lastWeek {
				weeks = append(weeks, sayLastWeek.In(l))
			} else {
				weeks = append(weeks, in(l, sayWeekOfMonth, nthWords(l, w)))
			}
		}
		if months == "" {
			return in(l, sayNth, join(l, weeks), weekdayList(l, days))
		}
		return in(l, sayNthOf, months, join(l, weeks), weekdayList(l, days))
	case days == 0b0111110 && months == "":
		return sayWorkdays.In(l)
	case days == 0b0111110:
		return in(l, sayWorkdaysOf, months)
	case months == "":
		return in(l, sayWeekly, weekdayList(l, days))
	}
	return in(l, sayWeeklyOf, months, weekdayList(l, days))
}

func weekdayList(l bot.Locale, days uint64) string {
	var names []string
	for _, d := range ones(days) {
		names = append(names, weekdayNames[d].In(l))
	}
	return join(l, names)
}

func (p Plan) monthDays(l bot.Locale, months string) string {
	var days []string
	unsure := false // some months do not have one of them
	for _, d := range ones(p.spec.Dom) {
		if d == 31 && p.end == Last {
			days = append(days, sayLastDay.In(l))
			continue
		}
		days = append(days, in(l, sayDayOfMonth, nthWords(l, d)))
		unsure = unsure || d > 28
	}
	var said string
	switch list := join(l, days); {
	case months == "":
		said = in(l, sayMonthly, list)
	case bits.OnesCount64(p.spec.Month) == 1:
		said = in(l, sayYearly, months, list)
	default:
		said = in(l, sayMonthlyOf, months, list)
	}
	switch {
	case !unsure || !p.ShortMonths():
		return said
	case p.end == Last:
		return in(l, sayElseLast, said)
	}
	return in(l, sayElseSkip, said)
}

// mostClocks is how many times of day are told one by one.
const mostClocks = 6

// clocks are the times of day at which p runs; nil if they are too many.
func (p Plan) clocks() []string {
	hours, minutes := ones(p.spec.Hour&^(1<<63)), ones(p.spec.Minute&^(1<<63))
	if len(hours)*len(minutes) > mostClocks {
		return nil
	}
	var clocks []string
	for _, h := range hours {
		for _, m := range minutes {
			clocks = append(clocks, clockWords(h, m))
		}
	}
	return clocks
}

// minutes says in which minutes of which hours p runs.
func (p Plan) minutes(l bot.Locale) string {
	hours, minutes := ones(p.spec.Hour&^(1<<63)), ones(p.spec.Minute&^(1<<63))
	switch {
	case len(hours) == 24 && len(minutes) == 60:
		return sayEveryMinute.In(l)
	case len(minutes) == 60:
		return in(l, sayEveryMinuteOf, ranges(l, hours))
	case len(hours) == 24:
		return in(l, sayMinutes, ranges(l, minutes))
	}
	return in(l, sayMinutesOf, ranges(l, hours), ranges(l, minutes))
}

// ranges are numbers with those that follow one another drawn together, three
// or more.
func ranges(l bot.Locale, numbers []int) string {
	var said string
	for i := 0; i < len(numbers); i++ {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		one := strconv.Itoa(numbers[i])
		if end >= i+2 {
			one = in(l, sayFromTo, numbers[i], numbers[end])
			i = end
		}
		if said == "" {
			said = one
		} else {
			said = in(l, sayBeside, said, one)
		}
	}
	return said
}

// ones are the numbers of the bits that are set, from the lowest.
func ones(field uint64) []int {
	var numbers []int
	for ; field != 0; field &= field - 1 {
		numbers = append(numbers, bits.TrailingZeros64(field))
	}
	return numbers
}

// nthWords is a number that counts: 1 after 第 and before 日, 1st.
func nthWords(l bot.Locale, n int) string {
	if l == bot.Japanese {
		return strconv.Itoa(n)
	}
	return fmt.Sprint(n, ordinalSuffix(n))
}

// join makes one of several names: 月・水・金, Mon, Wed and Fri.
func join(l bot.Locale, names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return in(l, sayAnd, names[0], names[1])
	default:
		return in(l, sayBeside, names[0], join(l, names[1:]))
	}
}
