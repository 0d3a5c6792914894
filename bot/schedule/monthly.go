package schedule

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	kanjiMonthDay = regexp.MustCompile(`^(?:(\d{1,2})(日)?|月?末日?|最終日)$`)
	oneMonthDay   = regexp.MustCompile(`^(?:the )?(?:(\d{1,2})(st|nd|rd|th)|last day)$`)
)

// monthlyKanji reads days of the month: 1日・15日, 15日と末日, 1・15日.
func monthlyKanji(m []string) (rule, bool) {
	items := joint.Split(m[1], -1)
	var days []string
	for i, item := range items {
		day := kanjiMonthDay.FindStringSubmatch(item)
		if day == nil || i == len(items)-1 && day[1] != "" && day[2] == "" {
			return rule{}, false
		}
		days = append(days, day[1])
	}
	return daysOfMonth(days, "*")
}

// monthly reads days of the month: the 1st and 15th, the last day.
func monthly(m []string) (rule, bool) {
	var days []string
	for _, item := range joint.Split(m[1], -1) {
		day := oneMonthDay.FindStringSubmatch(item)
		if day == nil || !suffixFits(day[1], day[2]) {
			return rule{}, false
		}
		days = append(days, day[1])
	}
	return daysOfMonth(days, "*")
}

// daysOfMonth is a rule for days of a month by number, each named once; an
// empty one is the last day.
func daysOfMonth(said []string, month string) (rule, bool) {
	u := rule{month: month, weekdays: "*"}
	var days []int
	for _, text := range said {
		day := 31
		if text == "" {
			u.lastDay = true
		} else {
			day = amount(text)
		}
		if day < 1 || day > 31 || slices.Contains(days, day) {
			return rule{}, false
		}
		days = append(days, day)
	}
	slices.Sort(days)
	var numbers []string
	for _, day := range days {
		numbers = append(numbers, strconv.Itoa(day))
	}
	u.days = strings.Join(numbers, ",")
	return u, true
}

func yearlyKanji(m []string) (rule, bool) {
	if m[2] != "" && m[3] == "" { // 12/末
		return rule{}, false
	}
	return dayOfYear(amount(m[1]+m[2]), m[3])
}

func yearly(m []string) (rule, bool) {
	if number, suffix := m[1]+m[5], m[2]+m[6]; suffix != "" && !suffixFits(number, suffix) {
		return rule{}, false
	}
	return dayOfYear(monthNamed(m[3]+m[4]), m[1]+m[5])
}

// longestMonths are the days that a month has at most.
var longestMonths = [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// dayOfYear is a rule for one day of the year; an empty day is the last one.
func dayOfYear(month int, day string) (rule, bool) {
	if month < 1 || month > 12 || amount(day) > longestMonths[month-1] {
		return rule{}, false
	}
	return daysOfMonth([]string{day}, strconv.Itoa(month))
}
