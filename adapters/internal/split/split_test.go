package split_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/adapters/internal/split"
	"github.com/alumnibot/alumnibot/bot"
)

func TestCut(t *testing.T) {
	tests := []struct {
		name       string
		s          string
		n          int
		head, tail string
	}{
		{"fits", "abc", 3, "abc", ""},
		{"at a line end", "one\ntwo three", 6, "one\n", "two three"},
		{"at a space", "one two three", 9, "one two ", "three"},
		{"in a long word", "a bcdefghij", 8, "a bcdefg", "hij"},
		{"not within Japanese letters", "案内の回数", 2, "案内", "の回数"},
		{"an accent stays", "abce\u0301f", 4, "abc", "e\u0301f"},
		{"a voiced mark stays", "abか\u3099き", 3, "ab", "か\u3099き"},
		{"an emoji of several stays", "ab👩\u200d👩\u200d👧c", 4, "ab", "👩\u200d👩\u200d👧c"},
		{"a tone of skin stays", "ab👍🏽c", 3, "ab", "👍🏽c"},
		{"a flag stays", "a🇯🇵🇫🇷", 4, "a🇯🇵", "🇫🇷"},
		{"a line end of two stays", "abcd\r\ne", 5, "abcd", "\r\ne"},
		{"longer than may be", "e\u0301\u0301\u0301", 2, "e\u0301", "\u0301\u0301"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if head, tail := split.Cut(tt.s, tt.n); head != tt.head || tail != tt.tail {
				t.Errorf("%q and %q, expected %q and %q", head, tail, tt.head, tt.tail)
			}
		})
	}
}

// markup is a size with marks around what is bold, as on Discord.
func markup(t bot.Text) (n int) {
	for _, s := range t {
		n += utf8.RuneCountInString(strings.ReplaceAll(s.Text, "*", `\*`)) + len(s.URL)
		if s.Bold {
			n += 4
		}
	}
	return n
}

// The pieces are the text, none is too large, and what is one is in one of them.
func TestText(t *testing.T) {
	span := rapid.Custom(func(t *rapid.T) bot.Span {
		s := bot.Span{Text: rapid.StringMatching(`[a*あ \n]{1,60}`).Draw(t, "text"), Bold: rapid.Bool().Draw(t, "bold")}
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			s.Text, s.URL = "link", "https://example.com"
		case 1:
			s.Text, s.User = "hana", "web:hana"
		case 2:
			s.Text, s.Moment = "", time.Unix(1, 0)
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		text := bot.Text(rapid.SliceOfN(span, 1, 12).Draw(t, "spans"))
		limit := rapid.IntRange(40, 90).Draw(t, "limit")
		pieces := split.Text(text, limit, markup)
		var marks, again []bot.Span
		said := ""
		for _, piece := range pieces {
			if n := markup(piece); n > limit {
				t.Fatalf("a piece of %d: %v", n, piece)
			}
			for _, s := range piece {
				said += s.Text
				if s.URL != "" || s.User != "" || !s.Moment.IsZero() {
					again = append(again, s)
				}
			}
		}
		if said != plainly(text) {
			t.Fatalf("%q, expected %q", said, plainly(text))
		}
		for _, s := range text {
			if s.URL != "" || s.User != "" || !s.Moment.IsZero() {
				marks = append(marks, s)
			}
		}
		if !slices.Equal(again, marks) {
			t.Fatalf("%v, expected %v", again, marks)
		}
	})
}

func plainly(t bot.Text) (said string) {
	for _, s := range t {
		said += s.Text
	}
	return said
}
