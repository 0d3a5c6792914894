// Package split cuts texts that are too long for one place on a platform.
//
// It promises that the pieces together are the text, that none is larger than it may
// be, and that nothing which is read as one is taken apart: a character with its
// accents, an emoji, a mention, a link, a moment. What is bold is bold in each piece.
package split

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/alumnibot/alumnibot/bot"
)

// Text is t in pieces of which each has at most the size limit, as size measures
// it. Only a mention, a link or a moment that is larger by itself is a larger piece.
// There is at least one piece.
func Text(t bot.Text, limit int, size func(bot.Text) int) []bot.Text {
	if size(t) <= limit {
		return []bot.Text{t}
	}
	var out []bot.Text
	var now bot.Text
	for _, s := range t {
		for s.Text != "" || !plain(s) {
			if size(with(now, s)) <= limit {
				now = with(now, s)
				break
			}
			head, tail := fitting(now, s, limit, size)
			if head != "" {
				first := s
				first.Text = head
				now = with(now, first)
			}
			if len(now) == 0 { // larger than any piece
				now = bot.Text{s}
				break
			}
			out, now, s.Text = append(out, now), nil, tail
		}
	}
	if len(now) > 0 || len(out) == 0 {
		out = append(out, now)
	}
	return out
}

// fitting is as much of a span as fits behind what a piece has already. A new piece
// takes one character at least.
func fitting(now bot.Text, s bot.Span, limit int, size func(bot.Text) int) (head, tail string) {
	if !plain(s) {
		return "", s.Text
	}
	long := utf8.RuneCountInString(s.Text)
	room := sort.Search(long, func(n int) bool {
		first := s
		first.Text = prefix(s.Text, n+1)
		return size(with(now, first)) > limit
	})
	if room == 0 && len(now) > 0 {
		return "", s.Text
	}
	return Cut(s.Text, max(room, 1))
}

func plain(s bot.Span) bool { return s.User == "" && s.URL == "" && s.Moment.IsZero() }

func with(t bot.Text, s bot.Span) bot.Text { return append(slices.Clip(t), s) }

func prefix(s string, n int) string {
	for pos := range s {
		if n == 0 {
			return s[:pos]
		}
		n--
	}
	return s
}

// Cut takes at most n characters off the beginning of s: up to a line end, or else
// a space, if there is one in the latter half, or else up to what can be taken apart.
func Cut(s string, n int) (head, tail string) {
	head = prefix(s, n)
	if len(head) == len(s) {
		return s, ""
	}
	for _, sep := range []string{"\n", " "} {
		if i := strings.LastIndex(head, sep); i >= len(head)/2 && i > 0 {
			return s[:i+1], s[i+1:]
		}
	}
	at, rest, state := 0, s, -1
	for {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if at+len(cluster) > len(head) {
			break
		}
		at += len(cluster)
	}
	if at > 0 {
		return s[:at], s[at:]
	}
	return head, s[len(head):] // one character that is longer than n
}
