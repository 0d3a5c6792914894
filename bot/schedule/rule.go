package schedule

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is what recurs: the days, as fields of cron, in certain weeks.
type rule struct {
	days, month, weekdays string
	weeks                 []int
	lastDay               bool // the days contain the last one of the month
}

// plan is the rule at a minute of the day. Where nothing is said about shorter
// months, their last day counts.
func (u rule) plan(minute int, end MonthEnd, zone *time.Location) (Plan, error) {
	line := fmt.Sprintf("%d %d %s %s %s", minute%60, minute/60, u.days, u.month, u.weekdays)
	p, err := recurring(line, u.weeks, Last, zone)
	if err != nil || end == "" && p.ShortMonths() {
		return p, err
	}
	if !p.ShortMonths() {
		if end != "" {
			return Plan{}, errors.New("every month has these days")
		}
		return recurring(line, u.weeks, Skip, zone)
	}
	if u.lastDay {
		return Plan{}, errors.New("every month has a last day")
	}
	return p.WithMonthEnd(end)
}

func isNever(err error) bool { return errors.Is(err, errNever) }

const (
	ordinals = `(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last)`
	nthDay   = `\d{1,2}(?:st|nd|rd|th)`
	monthDay = `(?:(?:the )?` + nthDay + `|(?:the )?last day)`
	and      = ` ?(?:, and |,? and |, ?| & |/|・|と|及び) ?`
)

// The ways to say what recurs, each with what reads it. What is captured is
// passed on.
var rules = []struct {
	said *regexp.Regexp
	read func(m []string) (rule, bool)
}{
	{exactly(`毎日|every ?day|each day|daily`), daysOf("*")},
	{exactly(`(?:毎週|毎)?平日|毎日平日|平日毎日|(?:every|each) weekday|(?:on )?weekdays`), daysOf("1-5")},
	{exactly(`毎週末|毎週の週末|every weekend|(?:on )?weekends`), daysOf("0,6")},
	{exactly(`毎週の? ?(.+)`), weekly},
	{exactly(`(?:(?:every week|each week|weekly),? on|every|each) (.+)`), weekly},
	{exactly(`(?:on )?(.*(?:mon|tues|wednes|thurs|fri|satur|sun)days.*)`), weeklyPlural},
	{exactly(`毎月の? ?(?:第([1-5](?:(?:・|,|と)[1-5])*)|(最終|最後の|月?末の)|(最初の)) ?の? ?([月火水木金土日])曜日?`), kanjiNth},
	{exactly(`(?:on |every )?(?:the )?(` + ordinals + `(?:` + and + ordinals + `)*) (` + weekdays + `) (?:of|in) (?:every|each) month`), nth},
	{exactly(`every (` + ordinals + `(?:` + and + ordinals + `)*) (` + weekdays + `) (?:of|in) the month`), nth},
	{exactly(`every (first|last) (` + weekdays + `)`), nth},
	{exactly(`(?:monthly|every month|each month),? on (?:the )?(` + ordinals + `(?:` + and + ordinals + `)*) (` + weekdays + `)`), nth},
	{exactly(`毎月の? ?(.+)`), monthlyKanji},
	{exactly(`(?:on )?(` + monthDay + `(?:` + and + monthDay + `)*) of (?:every|each) month`), monthly},
	{exactly(`(?:monthly|every month|each month),? on (` + monthDay + `(?:` + and + monthDay + `)*)`), monthly},
	{exactly(`every (` + nthDay + `(?:` + and + nthDay + `)*)(?: of the month)?`), monthly},
	{exactly(`(?:at )?(?:the )?end of (?:every|each) month|(?:every|each) month[- ]end`), func([]string) (rule, bool) { return monthly([]string{"", "last day"}) }},
	{exactly(`毎年の? ?(?:(\d{1,2})月|(\d{1,2})/)(?:(\d{1,2})日?|末日?|最終日)`), yearlyKanji},
	{exactly(`(?:every year,? on|each year,? on|yearly,? on|annually,? on|every) (?:the )?(?:(\d{1,2})(st|nd|rd|th)?(?: of)? (` + months + `)|(` + months + `)\.? (\d{1,2})(st|nd|rd|th)?)`), yearly},
}

func exactly(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

// readRule reads the days of a rule; false if they are not wholly understood.
func readRule(text string) (rule, bool) {
	for _, way := range rules {
		if m := way.said.FindStringSubmatch(text); m != nil {
			if u, ok := way.read(m); ok {
				return u, true
			}
		}
	}
	return rule{}, false
}

func daysOf(weekdays string) func([]string) (rule, bool) {
	return func([]string) (rule, bool) { return rule{days: "*", month: "*", weekdays: weekdays}, true }
}

var (
	joint       = regexp.MustCompile(and)
	kanjiRun    = regexp.MustCompile(`^(?:[月火水木金土日](?:曜日?)?)+$`)
	kanjiOne    = regexp.MustCompile(`([月火水木金土日])(?:曜日?)?`)
	kanjiSpan   = regexp.MustCompile(`^([月火水木金土日])(?:曜日?)? ?(?:~|-|から) ?([月火水木金土日])(?:曜日?)?(?:まで)?$`)
	oneWeekday  = regexp.MustCompile(`^` + anyWeekday + `$`)
	weekdaySpan = regexp.MustCompile(`^(?:from )?` + anyWeekday + ` ?(?:-|~| to | through ) ?` + anyWeekday + `$`)
)

// weekly reads a list of weekdays and spans of them, each day named once.
func weekly(m []string) (rule, bool) {
	named := make(map[time.Weekday]bool)
	add := func(days ...time.Weekday) bool {
		for _, d := range days {
			if named[d] {
				return false
			}
			named[d] = true
		}
		return true
	}
	for _, item := range joint.Split(m[1], -1) {
		ok := false
		if one := oneWeekday.FindStringSubmatch(item); one != nil {
			ok = add(weekdayNamed(one[1]))
		} else if kanjiRun.MatchString(item) {
			ok = kanjiOne.ReplaceAllString(item, "") == "" // 月曜日曜 is neither
			for _, one := range kanjiOne.FindAllStringSubmatch(item, -1) {
				ok = ok && add(weekdayNamed(one[1]))
			}
		} else if span := kanjiSpan.FindStringSubmatch(item); span != nil {
			ok = add(through(span[1], span[2])...)
		} else if span := weekdaySpan.FindStringSubmatch(item); span != nil {
			ok = add(through(span[1], span[2])...)
		}
		if !ok {
			return rule{}, false
		}
	}
	var numbers []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		if named[d] {
			numbers = append(numbers, strconv.Itoa(int(d)))
		}
	}
	if len(numbers) == 7 {
		return daysOf("*")(nil)
	}
	return rule{days: "*", month: "*", weekdays: strings.Join(numbers, ",")}, true
}

// through are the weekdays from one to another.
func through(from, to string) []time.Weekday {
	days := []time.Weekday{weekdayNamed(from)}
	for d := days[0]; d != weekdayNamed(to); {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days
}

var plural = regexp.MustCompile(`\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s\b`)

// weeklyPlural reads mondays and thursdays: every one of them.
func weeklyPlural(m []string) (rule, bool) {
	if strings.Contains(plural.ReplaceAllString(m[1], ""), "day") {
		return rule{}, false
	}
	return weekly([]string{"", plural.ReplaceAllString(m[1], "$1")})
}

func kanjiNth(m []string) (rule, bool) {
	weeks := strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune("・,と", r) })
	switch {
	case m[2] != "":
		weeks = []string{"last"}
	case m[3] != "":
		weeks = []string{"first"}
	}
	return inWeeks(weeks, m[4])
}

func nth(m []string) (rule, bool) { return inWeeks(joint.Split(m[1], -1), m[2]) }

// weekNamed is the number of a week of the month, as in ordinals.
func weekNamed(word string) int {
	n := map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": lastWeek}[word]
	if n == 0 {
		n, _ = strconv.Atoi(word[:1])
	}
	return n
}

// inWeeks is a weekday in weeks of every month, each named once.
func inWeeks(said []string, weekday string) (rule, bool) {
	var weeks []int
	for _, w := range said {
		n := weekNamed(w)
		if slices.Contains(weeks, n) {
			return rule{}, false
		}
		weeks = append(weeks, n)
	}
	slices.Sort(weeks)
	return rule{days: "*", month: "*", weekdays: strconv.Itoa(int(weekdayNamed(weekday))), weeks: weeks}, true
}
