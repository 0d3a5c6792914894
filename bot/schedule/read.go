package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
)

// maxPhrase is how long, in bytes, what ParsePlan reads may be.
const maxPhrase = 400

// ParsePlan reads when something is to happen, as people write it in Japanese
// or English, with full-width characters too: once (明日 9時, 来週月曜の9時半,
// 2026-12-01 09:00, monday 9am, in 2 hours) or again and again (平日 9:00,
// 毎月第1月曜 10:00, 毎月末 10:00, every monday and thursday at 9:00, the last
// friday of every month at noon, or five fields of cron).
//
// The whole text must be that. What can be read in two ways, has no day or no
// time, is past at now, or says more than a Plan can hold is a *Refused, and so
// is everything else. Days are reckoned in zone, which must have a name of the
// IANA database. In words, day 31 is the last day of shorter months unless the
// text ends in （ない月は休み） or “or skip”; cron skips them.
func ParsePlan(text string, zone *time.Location, now time.Time) (Plan, error) {
	if err := checkZone(zone); err != nil {
		return Plan{}, err
	}
	r := reader{zone: zone, now: now, today: bot.DateOf(now.In(zone))}
	plan, reason := r.plan(text)
	if reason != "" {
		return Plan{}, &Refused{Reason: reason, today: r.today}
	}
	return plan, nil
}

// reader reads one text at one moment. An empty Reason means that all is well.
type reader struct {
	zone  *time.Location
	now   time.Time
	today bot.Date
}

// same brings spellings that differ and mean the same into one.
var same = strings.NewReplacer("、", ",", "〜", "~", "～", "~", "ヶ月", "か月", "ヵ月", "か月", "カ月", "か月", "ケ月", "か月",
	"毎朝", "毎日 朝", "毎夕", "毎日 夕方", "毎晩", "毎日 夜", "今朝", "今日 朝", "今夜", "今日 夜", "今晩", "今日 夜",
	"明朝", "明日 朝", "明晩", "明日 夜", "お昼", "昼")

// sameWeeks does so for weeks of a month, in two steps.
var (
	sameNumbers = strings.NewReplacer("第一", "第1", "第二", "第2", "第三", "第3", "第四", "第4", "第五", "第5")
	sameWeeks   = strings.NewReplacer("・第", "・", ",第", ",", "と第", "と")
)

func (r reader) plan(text string) (Plan, Reason) {
	if len(text) > maxPhrase || !utf8.ValidString(text) {
		return Plan{}, NotUnderstood
	}
	text = strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), " ")
	if cronLike.MatchString(text) {
		return r.cron(text)
	}
	text = sameWeeks.Replace(digits(sameNumbers.Replace(same.Replace(text))))
	text = bareHour.ReplaceAllString(partLast.ReplaceAllString(text, "$1 $4$2$3"), "$1$2$3:00")
	if p, reason, ok := r.fromNow(text); ok {
		return p, reason
	}
	rest, end := cutMonthEnd(text)
	for _, re := range [...]*regexp.Regexp{isoClock, dayClock, clockDay} {
		m := re.FindStringSubmatch(rest)
		if m == nil {
			continue
		}
		day := m[re.SubexpIndex("day")]
		if m[re.SubexpIndex("between")] == "" && adjoin(day, rest[len(day):]) {
			continue
		}
		if minute, sure, ok := readClock(re, m); ok {
			if p, reason, ok := r.dayAndTime(day, minute, sure, end); ok {
				return p, reason
			}
		}
	}
	return Plan{}, r.why(rest)
}

// kanjiNumber is a number of up to 99 before what it counts.
var kanjiNumber = regexp.MustCompile(`(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:時|分|日|週間|か月|月)`)

// digits writes numbers in kanji with digits.
func digits(text string) string {
	return kanjiNumber.ReplaceAllStringFunc(text, func(said string) string {
		unit := strings.TrimLeft(said, "一二三四五六七八九十")
		n := 0
		for _, r := range strings.TrimSuffix(said, unit) {
			if r == '十' {
				n = max(n, 1) * 10
			} else {
				n += strings.IndexRune("一二三四五六七八九", r)/len("一") + 1
			}
		}
		return strconv.Itoa(n) + unit
	})
}

// An hour needs no am or pm beside a part of the day: tonight at 8, tomorrow at 3
// in the afternoon.
var (
	partLast = regexp.MustCompile(`^(.+?)(,? at | )(\d{1,2}(?::\d{2})?) (in the (?:morning|afternoon|evening))$`)
	bareHour = regexp.MustCompile(`^(tonight|.+ (?:morning|afternoon|evening|night))(,? at | )(\d{1,2})$`)
)

// adjoin reports whether nothing tells where one text ends and the other
// begins: 12/1 and 9:00 are not to be found in 12/19:00.
func adjoin(before, after string) bool {
	last := before[len(before)-1]
	return after[0] < utf8.RuneSelf && ('a' <= last && last <= 'z' || '0' <= last && last <= '9')
}

// cronLike is what was certainly meant as a line of cron.
var cronLike = regexp.MustCompile(`^(?:@.*|[\d*?,/-]+ [\d*?,/-]+(?: [\da-z*?,/#-]+){2,5})$`)

func (r reader) cron(line string) (Plan, Reason) {
	p, err := Cron(line, Skip, r.zone)
	switch {
	case err == nil:
		return p, ""
	case isNever(err):
		return Plan{}, NoSuchDay
	}
	return Plan{}, BadCron
}

// dayAndTime is the plan for a day, or days, in words; not ok if the words are
// not wholly understood. sure: the minute is not twelve hours off. end is "" where
// the text does not say.
func (r reader) dayAndTime(day string, minute int, sure bool, end MonthEnd) (_ Plan, _ Reason, ok bool) {
	if base, part, found := cutPart(day); found {
		hour, ok := within12(part, minute/60)
		if !ok || sure && hour != minute/60 {
			return Plan{}, "", false
		}
		day, minute = base, hour*60+minute%60
	}
	if rule, ok := readRule(day); ok {
		p, err := rule.plan(minute, end, r.zone)
		if isNever(err) {
			return Plan{}, NoSuchDay, true
		}
		return p, "", err == nil
	}
	if end != "" {
		return Plan{}, "", false
	}
	date, ok := r.date(day, minute)
	if !ok {
		return Plan{}, "", false
	}
	p, reason := r.at(Wall{date, minute})
	return p, reason, true
}

// at is the plan for one moment that is still to come.
func (r reader) at(w Wall) (Plan, Reason) {
	p, err := Once(w, r.zone)
	switch {
	case err != nil:
		return Plan{}, NoSuchDay
	case p.Next(r.now).IsZero():
		return Plan{}, Past
	}
	return p, ""
}

var dayPart = regexp.MustCompile(`^(.+?) (?:in the )?(morning|afternoon|evening|night)$`)

// cutPart takes the part of the day from English words: tomorrow morning.
func cutPart(day string) (base, part string, ok bool) {
	if day == "tonight" {
		return "today", "evening", true
	}
	m := dayPart.FindStringSubmatch(day)
	if m == nil {
		return "", "", false
	}
	switch m[1] {
	case "every", "each":
		return "every day", m[2], true
	case "this":
		return "today", m[2], true
	}
	return m[1], m[2], true
}

var monthEnd = regexp.MustCompile(` ?\(?(?:,? ?(?P<last>(?:or|otherwise) (?:on )?the last day(?: of shorter months)?|ない月は(?:月末|末日|最終日))|` +
	`,? ?(?P<skip>or skip|otherwise skip|skip(?:ping)? shorter months|ない月は(?:休み|なし|飛ばす|スキップ)))\)?$`)

// cutMonthEnd takes what is to happen in shorter months from the end of a text;
// "" if it does not say.
func cutMonthEnd(text string) (string, MonthEnd) {
	at := monthEnd.FindStringSubmatchIndex(text)
	switch {
	case at == nil || at[0] == 0:
		return text, ""
	case strings.Count(text, "(") != strings.Count(text, ")"):
		return text, ""
	case at[2*monthEnd.SubexpIndex("last")] >= 0:
		return text[:at[0]], Last
	}
	return text[:at[0]], Skip
}
