package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
)

// The ways to write a day, in one expression so that the longest reading of a
// place wins: what follows a year never counts as a day without one. Its groups
// are numbered by the constants below.
const (
	months   = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	weekdays = `mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?`

	dashed   = `(\d{4})[-‐−](\d{1,2})[-‐−](\d{1,2})`
	dotted   = `(\d{4})\.(\d{1,2})\.(\d{1,2})`
	slashed  = `(?:(\d{4})/)?(\d{1,2})/(\d{1,2})`
	japanese = `(?:(?:(\d{4})|令和 *(\d{1,2}|元)) *年 *)?(\d{1,2}) *月 *(\d{1,2}) *日`
	kanjiDay = `(?: *\(([月火水木金土日])(?:曜日?)?\)| *([月火水木金土日])曜日?)?`
	dayFirst = `(\d{1,2})(st|nd|rd|th)?(?: of)?[ -](` + months + `)\.?(?:,?[ -]((?:19|2[01])\d{2}))?`
	mdy      = `(` + months + `)\.? (\d{1,2})(st|nd|rd|th)?(?:,? ((?:19|2[01])\d{2}))?`
	english  = `(?:\b(` + weekdays + `)\.?,? )?(?:` + dayFirst + `|` + mdy + `)`

	phrase = `(?:` + dashed + `|` + dotted + `|` + slashed + `|` + japanese + `)` + kanjiDay + `|` + english
)

const (
	dashedYear = 1 + iota
	dashedMonth
	dashedDay
	dottedYear
	dottedMonth
	dottedDay
	slashedYear
	slashedMonth
	slashedDay
	japaneseYear
	reiwaYear
	japaneseMonth
	japaneseDay
	kanjiInBrackets
	kanjiAfter
	englishWeekday
	dayFirstDay
	dayFirstSuffix
	dayFirstMonth
	dayFirstYear
	monthFirst
	monthFirstDay
	monthFirstSuffix
	monthFirstYear
)

var (
	whole  = regexp.MustCompile(`^(?i:` + phrase + `)$`)
	within = regexp.MustCompile(`(?i:` + phrase + `)`)
)

// readPhrase turns a match's groups into the day they mean. False if there is
// no such day, or its weekday is another one.
func readPhrase(m []string, today bot.Date) (bot.Date, bool) {
	first := func(groups ...int) string {
		for _, g := range groups {
			if m[g] != "" {
				return m[g]
			}
		}
		return ""
	}
	year, _ := strconv.Atoi(first(dashedYear, dottedYear, slashedYear, japaneseYear, dayFirstYear, monthFirstYear))
	switch era := m[reiwaYear]; era {
	case "":
	case "元":
		year = 2019
	default:
		n, _ := strconv.Atoi(era)
		if n == 0 {
			return bot.Date{}, false
		}
		year = 2018 + n
	}
	month, _ := strconv.Atoi(first(dashedMonth, dottedMonth, slashedMonth, japaneseMonth))
	if name := first(dayFirstMonth, monthFirst); name != "" {
		month = monthNamed(name)
	}
	day, _ := strconv.Atoi(first(dashedDay, dottedDay, slashedDay, japaneseDay, dayFirstDay, monthFirstDay))
	if suffix := first(dayFirstSuffix, monthFirstSuffix); suffix != "" && !strings.EqualFold(suffix, ordinalSuffix(day)) {
		return bot.Date{}, false
	}
	hasYear := first(dashedYear, dottedYear, slashedYear, japaneseYear, reiwaYear, dayFirstYear, monthFirstYear) != ""
	d, ok := resolve(year, hasYear, time.Month(month), day, today)
	if !ok {
		return bot.Date{}, false
	}
	weekday := first(kanjiInBrackets, kanjiAfter, englishWeekday)
	return d, weekday == "" || weekdayNamed(weekday) == d.In(time.UTC).Weekday()
}

// resolve is the day with these numbers; without a year, the next one from
// today on (29 February may be up to eight years away).
func resolve(year int, hasYear bool, month time.Month, day int, today bot.Date) (bot.Date, bool) {
	if hasYear {
		d := bot.Date{Year: year, Month: month, Day: day}
		return d, year >= 1900 && year <= 2199 && exists(d)
	}
	for year := today.Year; year <= today.Year+8; year++ {
		d := bot.Date{Year: year, Month: month, Day: day}
		if exists(d) && !d.Before(today) {
			return d, true
		}
	}
	return bot.Date{}, false
}

func exists(d bot.Date) bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 31 && bot.DateOf(d.In(time.UTC)) == d
}

func monthNamed(name string) int {
	return 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3
}

func weekdayNamed(name string) time.Weekday {
	if i := strings.Index("日月火水木金土", name); i >= 0 {
		return time.Weekday(i / len("日"))
	}
	return time.Weekday(strings.Index("sunmontuewedthufrisat", strings.ToLower(name[:3])) / 3)
}

func ordinalSuffix(n int) string {
	switch {
	case n/10 == 1:
		return "th"
	case n%10 == 1:
		return "st"
	case n%10 == 2:
		return "nd"
	case n%10 == 3:
		return "rd"
	}
	return "th"
}

// counters follow a number that counts something: 1/2名 is no day.
const counters = "名人回件個台本枚割%"

// standsAlone reports whether the bytes from..to of text are not part of
// something longer: a version, an address, a fraction, a word.
func standsAlone(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	if isWord(before) || strings.ContainsRune(`/.-_:#$¥%&=?@\`, before) && before != utf8.RuneError && !opensDay(text[:from], before) {
		return false
	}
	after, size := utf8.DecodeRuneInString(text[to:])
	if isWord(after) || strings.ContainsRune("/_", after) && size > 0 {
		return false
	}
	if size > 0 && strings.ContainsRune(counters, after) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[to+size:])
	joined := after == '.' || after == '-' && !strings.Contains(text[from:to], "/")
	return !(joined && unicode.IsDigit(next))
}

// opensDay reports whether a mark that may be part of an address or a number is
// here one that a day follows: "Deadline:12/10", "12/1-12/10", "12/1 -12/10".
func opensDay(before string, mark rune) bool {
	rest := strings.TrimSuffix(before, string(mark))
	last, _ := utf8.DecodeLastRuneInString(rest)
	switch mark {
	case ':':
		return !unicode.IsDigit(last)
	case '-':
		return !isWord(last) || endsWithSlashedDay.MatchString(rest[max(0, len(rest)-len("12/10")):])
	}
	return false
}

var endsWithSlashedDay = regexp.MustCompile(`\d/\d{1,2}$`)

// isWord reports whether r continues a word or number written in ASCII or a
// script with spaces; Japanese letters do not, since no spaces stand there.
func isWord(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー'
}
