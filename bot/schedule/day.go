// Package schedule reads and reckons wall-clock time: calendar days as people
// write them.
//
// It promises that a text is read wholly or refused: never a part of it, never
// a guess. It does not know zones; a day is a day.
package schedule

import "github.com/alumnibot/alumnibot/bot"

// ParseDay reads one day as people write it: 2026-12-10, 2026/12/10,
// 2026年12月10日, 12/10, 12月10日, 10 Dec 2026, Dec 10, 今日, 明日, today,
// tomorrow; with full-width characters too. A day without a year is the next
// such day from today on (today itself counts). The whole text must be the day.
func ParseDay(text string, today bot.Date) (bot.Date, bool) { panic("schedule: being built") }

// FindDays finds the days that are written out within a longer text, in order
// of appearance, each as ParseDay would read it; words such as "tomorrow" do
// not count there.
func FindDays(text string, today bot.Date) []bot.Date { panic("schedule: being built") }
