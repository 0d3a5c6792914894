package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold brings what people type differently and mean the same into one form, for
// comparing only: width (ｇｏ, go), case, hiragana and katakana, and runs of
// white space.
func Fold(s string) string {
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	return foldAny(s)
}

func foldAny(s string) string {
	s = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(katakana, s)
	return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
}

func katakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r + ('ァ' - 'ぁ')
	}
	return r
}

// foldPlain folds what most names and words are written in: ASCII, kana and the
// common kanji, which have no other width and nothing to compose. ok is false
// where there is anything else.
func foldPlain(s string) (folded string, ok bool) {
	spaces, changes := true, false // as if after a space: a leading one goes
	for _, r := range s {
		switch {
		case r == ' ':
			changes = changes || spaces
		case r >= 'A' && r <= 'Z' || r >= 'ぁ' && r <= 'ゖ':
			changes = true
		case r > ' ' && r <= '~' || r >= 'ァ' && r <= 'ヶ' || r == 'ー' || r >= 0x4E00 && r <= 0x9FFF:
		default:
			return "", false
		}
		spaces = r == ' '
	}
	if !changes && !spaces {
		return s, true
	}
	s = strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return katakana(r)
	}, s)
	return strings.Join(strings.Fields(s), " "), true
}
