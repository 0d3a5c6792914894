// Package i18n keeps what the bot says, in Japanese and English side by side.
//
// It promises that no sentence exists in one language only: T takes both, and a
// test of this package reads every T in the module and finds a sentence that is
// empty, lost an argument on the way, or stands in the wrong language. It does
// not choose a language; a Call does.
package i18n

import (
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// literal can be given only as a constant, so that no sentence comes from data.
type literal string

// Line is one sentence in both languages, with the verbs of bot.Textf.
type Line struct{ ja, en string }

// T is a sentence: Japanese, then English.
func T(ja, en literal) Line { return Line{string(ja), string(en)} }

// Text is the sentence in l, with its arguments filled in as data.
func (line Line) Text(l bot.Locale, args ...any) bot.Text {
	return bot.FormatText(line.format(l), args...)
}

// In is the sentence in l without styles: for labels, titles and hints.
func (line Line) In(l bot.Locale) string { return bot.FormatString(line.format(l)) }

// Plain is the sentence in l with its arguments, without styles.
func (line Line) Plain(l bot.Locale, args ...any) string {
	return bot.FormatString(line.format(l), args...)
}

// With is the sentence with its arguments, in whichever language it is read.
func (line Line) With(args ...any) func(bot.Locale) bot.Text {
	return func(l bot.Locale) bot.Text { return line.Text(l, args...) }
}

// Refuse is a problem in the words of the sentence.
func (line Line) Refuse(l bot.Locale, args ...any) error {
	return bot.Refuse(line.Text(l, args...))
}

func (line Line) format(l bot.Locale) string {
	if l == bot.Japanese {
		return line.ja
	}
	return line.en
}

// Date is a day as people read it: 2026年12月10日, 10 Dec 2026.
func Date(l bot.Locale, d bot.Date) string {
	switch {
	case d.IsZero():
		return ""
	case l == bot.Japanese:
		return strconv.Itoa(d.Year) + "年" + strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "日"
	default:
		return strconv.Itoa(d.Day) + " " + d.Month.String()[:3] + " " + strconv.Itoa(d.Year)
	}
}

// List joins items as people do: 「go、redis」, “go, redis”.
func List(l bot.Locale, items []string) string {
	if l == bot.Japanese {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}
