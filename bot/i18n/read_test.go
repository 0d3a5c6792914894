package i18n

import "testing"

func TestHasWords(t *testing.T) {
	for s, want := range map[string]bool{"": false, "！？ 🎉": false, "—": false, "ー": true, "花": true, "a": true, "３": true, "Ⅷ": true, "…5": true} {
		if got := HasWords(s); got != want {
			t.Errorf("HasWords(%q) = %t", s, got)
		}
	}
}

func TestShorten(t *testing.T) {
	for s, want := range map[string]string{"": "", "四文字だ": "四文字だ", "五文字です": "五文字で…", " a\n b ": "a b"} {
		if got := Shorten(s, 4); got != want {
			t.Errorf("Shorten(%q, 4) = %q, want %q", s, got, want)
		}
	}
}
