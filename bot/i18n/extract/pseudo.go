package main

import (
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot/i18n/scan"
)

// accents are letters that can still be read, and that no sentence of the bot has.
var accents = map[rune]rune{
	'a': 'á', 'e': 'é', 'i': 'í', 'o': 'ó', 'u': 'ú', 'n': 'ñ', 'c': 'ç', 'y': 'ý',
	'A': 'Á', 'E': 'É', 'I': 'Í', 'O': 'Ó', 'U': 'Ú', 'N': 'Ñ', 'C': 'Ç', 'Y': 'Ý',
}

// accented returns the English sentence with accents, and a third longer. What people
// type stays as it is: commands, the names of options, and arguments.
func accented(s scan.Sentence) string {
	var b strings.Builder
	letters := 0
	for rest := s.En; rest != ""; {
		n := verbatim(rest)
		if n > 0 {
			b.WriteString(rest[:n])
			rest = rest[n:]
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		if accent, ok := accents[r]; ok {
			letters++
			r = accent
		}
		b.WriteRune(r)
		rest = rest[size:]
	}
	if letters == 0 {
		return s.En
	}
	return b.String() + " " + strings.Repeat("·", utf8.RuneCountInString(s.En)/3)
}

// verbatim is the length of what may not be changed at the beginning of text: an
// argument of bot.Textf, or a word such as /gig, skill:go or a@b.
func verbatim(text string) int {
	if text[0] == '%' {
		if i := strings.IndexAny(text, "sdv%*{"); i > 0 {
			return i + 1
		}
	}
	word := text
	if i := strings.IndexAny(text, " \n“”「」(),|}"); i >= 0 {
		word = text[:i]
	}
	if strings.ContainsAny(word, "/:@_") && !strings.HasSuffix(word, ":") {
		return len(word)
	}
	return 0
}
