package i18n

import (
	"strings"
	"unicode"
)

// HasWords reports whether there is anything to read in s: a letter or a digit.
// Emoji and signs alone say nothing.
func HasWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// Shorten is s on one line, with what is beyond so many characters left out.
func Shorten(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
