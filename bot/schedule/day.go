// Package schedule reads and reckons wall-clock time: calendar days and plans as
// people write them, and the instants at which a Plan runs.
//
// It promises that a text is read wholly or refused: never a part of it, never
// a guess; that a Plan keeps to the clock on the wall of its zone through every
// clock change; and that one which was missed runs once or not at all. It does
// not run anything and does not remember what has run: that is for a
// storage.Agenda, and whoever works on it. It does not know holidays.
package schedule

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
)

// ParseDay reads one day as people write it: 2026-12-10, 2026/12/10,
// 2026年12月10日, 令和8年12月10日, 12/10 (the month first), 12月10日,
// 10 Dec 2026, Dec 10, 今日, 明日, today, tomorrow; with full-width characters
// too. A day without a year is the next such day from today on (today itself
// counts). A weekday may stand beside it if it is the right one. The whole text
// must be the day. Years are from 1900 to 2199.
func ParseDay(text string, today bot.Date) (bot.Date, bool) {
	text = strings.ToLower(strings.TrimSpace(norm.NFKC.String(text)))
	if days, ok := relativeDays[text]; ok {
		return today.AddDays(days), true
	}
	m := whole.FindStringSubmatch(text)
	if m == nil {
		return bot.Date{}, false
	}
	return readPhrase(m, today)
}

// FindDays finds the days that are written out within a longer text, in order
// of appearance, each as ParseDay would read it; words such as "tomorrow" do
// not count there.
func FindDays(text string, today bot.Date) []bot.Date {
	var days []bot.Date
	for _, m := range Mentions(norm.NFKC.String(text), today) {
		days = append(days, m.Day)
	}
	return days
}

// Mention is a day within a longer text, and the bytes which it takes there.
type Mention struct {
	Day      bot.Date
	From, To int
}

// Mentions is FindDays with the places, for a text that is in Unicode's form
// NFKC.
func Mentions(text string, today bot.Date) []Mention {
	var found []Mention
	for _, at := range within.FindAllStringSubmatchIndex(text, -1) {
		if !standsAlone(text, at[0], at[1]) {
			continue
		}
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		if m[monthFirst] == "may" { // "you may 10 times"; who means the month writes May
			continue
		}
		if day, ok := readPhrase(m, today); ok {
			found = append(found, Mention{day, at[0], at[1]})
		}
	}
	return found
}

var relativeDays = map[string]int{
	"今日": 0, "本日": 0, "きょう": 0, "today": 0,
	"明日": 1, "あした": 1, "あす": 1, "tomorrow": 1,
	"明後日": 2, "あさって": 2, "the day after tomorrow": 2, "day after tomorrow": 2,
}
