package schedule

import (
	"regexp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Reason is why a text was refused, as a word for logs and tests.
type Reason string

const (
	NotUnderstood Reason = "not understood"
	NoTime        Reason = "no time of day"
	NoDay         Reason = "no day"
	Past          Reason = "past"
	NoSuchDay     Reason = "no such day"
	Unclear       Reason = "unclear"     // it can be read in two ways
	Unsupported   Reason = "unsupported" // understood, but no Plan can hold it
	BadCron       Reason = "not a line of cron"
)

// Refused says that ParsePlan did not take a text. It does not hold the text.
type Refused struct {
	Reason Reason
	today  bot.Date
}

func (e *Refused) Error() string { return "not a plan: " + string(e.Reason) }

// Examples are texts that ParsePlan takes, as people would write them.
func (e *Refused) Examples(l bot.Locale) []string {
	day := e.today.AddDays(7).String() + " 09:00"
	if l == bot.Japanese {
		return []string{"明日 9時", "毎週月曜 9:30", "毎月末 10:00", day}
	}
	return []string{"tomorrow 9:00", "every monday 9:30", "end of every month 10:00", day}
}

// Text says what is wrong and what would be right.
func (e *Refused) Text(l bot.Locale) bot.Text {
	return sayRefused.Text(l, whyRefused[e.Reason].In(l), i18n.List(l, e.Examples(l)))
}

var whyRefused = map[Reason]i18n.Line{
	NotUnderstood: whyNotUnderstood,
	NoTime:        whyNoTime,
	NoDay:         whyNoDay,
	Past:          whyPast,
	NoSuchDay:     whyNoSuchDay,
	Unclear:       whyUnclear,
	Unsupported:   whyUnsupported,
	BadCron:       whyBadCron,
}

// What stands for a reason in a text that was not understood. It is only asked
// for a better sentence: nothing is accepted here.
var (
	beyond = regexp.MustCompile(`隔週|隔月|隔日|営業日|祝日|休日|(?:日|週間?|か月|月|時間|分|年)(?:おき|ごと)|毎時|毎分|第[1-5]平日|` +
		`every (?:other|\d+ |two|three|few)|fortnight|bi-?weekly|quarter|business|working|holiday|hourly|every (?:hour|minute)|every half`)
	twoWays = regexp.MustCompile(`^(?:次|今度)の|^(?:月末|週末|土日|第[1-5]|最終|最後の)|^[月火水木金土日](?:曜日?)? ?(?:~|-|から)|24:00|24時|25時|午[前後]12[時:]|midnight|` +
		`^(?:on )?(?:the )?next (?:` + weekdays + `)\b|every (?:second|third|fourth|fifth|2nd|3rd|4th|5th) |` +
		`(?:end|last day|` + weekdays + `) of (?:the )?month|^(?:on )?(?:the )?` + ordinals + ` (?:` + weekdays + `)(?: at| \d|$)`)
	partOfDay = regexp.MustCompile(`(?: |の)?(?:午前|午後|朝|昼|夕方|夜)$`)
	dayLike   = regexp.MustCompile(`^(?:` + whole.String()[1:len(whole.String())-1] + `)`)
)

// why is the best reason for a text that was not understood.
func (r reader) why(text string) Reason {
	if m := wholeClock.FindStringSubmatch(text); m != nil {
		if _, _, ok := readClock(wholeClock, m); ok {
			return NoDay
		}
	}
	// With a time of day beside it, it would be a day.
	day := partOfDay.ReplaceAllString(text, "")
	if base, _, ok := cutPart(text); ok {
		day = base
	}
	if _, reason, ok := r.dayAndTime(day, 23*60+59, false, ""); ok {
		if reason == NoSuchDay {
			return NoSuchDay
		}
		return NoTime
	}
	switch {
	case beyond.MatchString(text):
		return Unsupported
	case twoWays.MatchString(text):
		return Unclear
	}
	if m := dayLike.FindStringSubmatch(text); m != nil {
		if _, ok := readPhrase(m, r.today); !ok {
			return NoSuchDay
		}
	}
	return NotUnderstood
}
