package schedule

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2/jp"

	"github.com/alumnibot/alumnibot/bot"
)

// IsWorkday reports whether offices in Japan work on the day: not at weekends,
// not on national holidays and the days off in their place (国民の祝日に関する
// 法律), and not from 29 December to 3 January. Holidays are known from 2020 to
// 2099, as the law stands.
func IsWorkday(d bot.Date) bool {
	weekday := d.In(time.UTC).Weekday()
	newYear := d.Month == time.December && d.Day >= 29 || d.Month == time.January && d.Day <= 3
	return weekday != time.Saturday && weekday != time.Sunday && !newYear && !japaneseHolidays()[d]
}

// AfterWorkdays is the workday that is n workdays after a day, n at least 1: the
// day itself does not count.
func AfterWorkdays(d bot.Date, n int) bot.Date {
	for n > 0 {
		d = d.AddDays(1)
		if IsWorkday(d) {
			n--
		}
	}
	return d
}

// japaneseHolidays are reckoned once: the library's rules write to themselves
// while they reckon, so that they cannot be asked by two at a time.
var japaneseHolidays = sync.OnceValue(func() map[bot.Date]bool {
	days := map[bot.Date]bool{}
	for year := 2020; year < 2100; year++ {
		for _, holiday := range jp.Holidays {
			actual, observed := holiday.Calc(year)
			for _, day := range []time.Time{actual, observed} {
				if !day.IsZero() {
					days[bot.DateOf(day)] = true
				}
			}
		}
	}
	return days
})
