package schedule

import (
	"regexp"
	"strconv"
	"strings"
)

// The ways to write a time of day. The groups of a match are named.
const (
	clockPart    = `(?P<part>午前|午後|朝|昼|夕方|夜)? ?の? ?`
	clockKanji   = clockPart + `(?P<jahour>\d{1,2})(?::(?P<jaminute>\d{2})|時(?:(?P<half>半)|(?P<min>\d{1,2})分)?)`
	clockColon   = `(?P<hour>\d{1,2}):(?P<minute>\d{2})(?: ?(?P<mark>[ap]\.?m\.?))?`
	clockHour    = `(?P<only>\d{1,2}) ?(?P<onlymark>[ap]\.?m\.?)`
	clockNoon    = `(?P<noon>正午|noon)`
	clock        = `(?:` + clockNoon + `|` + clockColon + `|` + clockHour + `|` + clockKanji + `)`
	clockEnglish = `(?:(?P<noon>noon)|` + clockColon + `|` + clockHour + `)`
)

var (
	wholeClock = regexp.MustCompile(`^(?:at )?` + clock + `$`)
	dayClock   = regexp.MustCompile(`^(?P<day>.+?)(?P<between>,? at |, ?| |の|に|)` + clock + ` ?に?$`)
	isoClock   = regexp.MustCompile(`^(?P<day>\d{4}-\d{1,2}-\d{1,2})(?P<between>t)` + clockColon + `$`)
	clockDay   = regexp.MustCompile(`^(?:at )?` + clockEnglish + `(?P<between>,? )(?P<day>.+)$`)
)

// parts are the spans that a word for a part of the day leaves to the hours
// beside it, from and to included. An hour of up to 12 that lies twelve hours
// before the span is meant in it.
var parts = map[string][2]int{
	"朝": {4, 11}, "昼": {11, 15}, "夕方": {15, 18}, "夜": {18, 23},
	"morning": {4, 11}, "afternoon": {12, 17}, "evening": {17, 23}, "night": {18, 23},
}

// readClock is the minute of the day that a match of one of the clocks means,
// and whether the text says so whatever stands beside it; not ok if no clock
// shows it.
func readClock(re *regexp.Regexp, m []string) (minuteOfDay int, sure, ok bool) {
	group := func(names ...string) string {
		for _, name := range names {
			if i := re.SubexpIndex(name); i >= 0 && m[i] != "" {
				return m[i]
			}
		}
		return ""
	}
	if group("noon") != "" {
		return 12 * 60, true, true
	}
	hour, _ := strconv.Atoi(group("jahour", "hour", "only"))
	minute, _ := strconv.Atoi(group("jaminute", "minute", "min"))
	if group("half") != "" {
		minute = 30
	}
	ok = true
	if mark := group("mark", "onlymark"); mark != "" {
		// 12 am is midnight, and 0 am is nothing.
		sure, ok = true, hour >= 1 && hour <= 12
		hour %= 12
		if strings.HasPrefix(mark, "p") {
			hour += 12
		}
	}
	switch part := group("part"); part {
	case "":
	case "午前":
		ok = hour < 12 // 午前12時 is midnight to some and noon to others
	case "午後":
		ok = hour < 12
		hour += 12
	default:
		hour, ok = within12(part, hour)
	}
	return hour*60 + minute, sure || group("part") != "", ok && hour < 24 && minute < 60
}

// within12 is the hour as the part of the day has it.
func within12(part string, hour int) (int, bool) {
	span := parts[part]
	if hour+12 >= span[0] && hour+12 <= span[1] && hour < 12 {
		hour += 12
	}
	return hour, hour >= span[0] && hour <= span[1]
}
