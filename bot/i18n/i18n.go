// Package i18n holds what the bot says: Japanese and English side by side in the
// code, and every other language in one file below languages.
//
// It promises that every sentence exists in every language: T takes two, and a test
// reads every T in the module and reports a sentence that is empty, lacks an
// argument, is in the wrong language, or is missing from a language file. Code
// outside of this package need not know which languages there are. The package does
// not choose a language; a Call does.
package i18n

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// literal can only be given as a constant, so that no sentence comes from data.
type literal string

// Line is one sentence, with the verbs of bot.Textf.
type Line struct{ ja, en string }

// Localized is what has languages itself: as an argument of a sentence it is said in
// that sentence's language. A Line is, and so are texts that people wrote in several.
type Localized interface{ In(bot.Locale) string }

// T returns a sentence, given in Japanese and in English.
func T(ja, en literal) Line { return Line{string(ja), string(en)} }

// Text returns the sentence in l. The arguments are data, never markup; days and
// whatever is Localized are said in l, too.
func (line Line) Text(l bot.Locale, args ...any) bot.Text {
	return bot.FormatText(line.format(l), localize(l, args)...)
}

// In returns the sentence in l without styles, for labels, titles and hints.
func (line Line) In(l bot.Locale) string { return bot.FormatString(line.format(l)) }

// Plain returns the sentence in l with its arguments, without styles.
func (line Line) Plain(l bot.Locale, args ...any) string {
	return bot.FormatString(line.format(l), localize(l, args)...)
}

// localize returns args with those in l that have languages. The caller's own list
// stays as it is.
func localize(l bot.Locale, args []any) []any {
	own := false
	for i, arg := range args {
		switch v := arg.(type) {
		case bot.Date:
			arg = Date(l, v)
		case Localized:
			arg = v.In(l)
		default:
			continue
		}
		if !own {
			args, own = slices.Clone(args), true
		}
		args[i] = arg
	}
	return args
}

// With returns the sentence with its arguments, for a reader whose language is not
// known yet.
func (line Line) With(args ...any) func(bot.Locale) bot.Text {
	return func(l bot.Locale) bot.Text { return line.Text(l, args...) }
}

// Refuse returns a bot.Problem with the sentence as its text.
func (line Line) Refuse(l bot.Locale, args ...any) error {
	return bot.Refuse(line.Text(l, args...))
}

func (line Line) format(l bot.Locale) string {
	switch l {
	case bot.Japanese:
		return line.ja
	case bot.English:
		return line.en
	default:
		return line.translated(l)
	}
}

// Labels returns the sentence without styles in every language, for recognising what
// people typed.
func (line Line) Labels() []string {
	var all []string
	for _, l := range Locales() {
		all = append(all, line.In(l))
	}
	return all
}

// Matches reports whether somebody typed this label, in any language, and whatever
// case, width or kana they typed it in.
func (line Line) Matches(typed string) bool {
	folded := Fold(typed)
	return slices.ContainsFunc(line.Labels(), func(label string) bool { return Fold(label) == folded })
}

// Date returns a day as people read it: 2026年12月10日, 10 Dec 2026. It is empty for the
// zero Date.
func Date(l bot.Locale, d bot.Date) string {
	if d.IsZero() {
		return ""
	}
	return dateFormat.Plain(l, d.Year, monthName(d.Month).In(l), d.Day)
}

// List joins items as people do: 「go、redis」, “go, redis”.
func List(l bot.Locale, items []string) string {
	return strings.Join(items, listSeparator.In(l))
}
