package i18n

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", " ": "", "Ｇｏ": "go", " Go\t 言語 ": "go 言語", "すずき": "スズキ", "ｽｽﾞｷ": "スズキ", "Straße": "strasse",
		"が": "ガ", "㈱みどり": "(株)ミドリ", "ヶヵーー": "ヶヵーー", "A  B": "a b", "神": "神",
	} {
		if got := Fold(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// The short way gives what the long way gives, for whatever it takes; and
// folding twice changes nothing, but in scripts whose folding x/text turns back
// (Cherokee).
func TestFoldPlain(t *testing.T) {
	plain := rapid.StringOf(rapid.RuneFrom([]rune(" aZ09-\x7f\tあぃゖがゔアヶヷー一龥　Ａﾞ゙é")))
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(plain, rapid.String()).Draw(t, "typed")
		if folded, ok := foldPlain(typed); ok && folded != foldAny(typed) {
			t.Fatalf("%q: %q, and the long way %q", typed, folded, foldAny(typed))
		}
		typed = plain.Draw(t, "plain")
		if once := Fold(typed); Fold(once) != once {
			t.Fatalf("%q: %q, and folded again %q", typed, once, Fold(once))
		}
	})
}
