package discord

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/chart"
)

// part is what becomes one component.
type part struct {
	text    string // or
	row     bot.Buttons
	file    *bot.File
	picture string // what the file shows, if it is to be seen at once
}

func (p part) components() int {
	return 1 + len(p.row)
}

// partsOf puts each text into a component of its own, as long as there is room
// for that, and otherwise all texts between two rows into one.
func partsOf(m bot.Message) ([]part, error) {
	parts := make([]part, 0, len(m.Blocks))
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case bot.Buttons:
			if err := checkRow(b); err != nil {
				return nil, err
			}
			parts = append(parts, part{row: b})
		case bot.File:
			if b.Name == "" || len(b.Content) == 0 {
				return nil, fmt.Errorf("%w: a file without a name or content", bot.ErrRefused)
			}
			parts = append(parts, part{file: &b})
		case bot.Chart:
			parts = append(parts, chartParts(b)...)
		default:
			parts = appendText(parts, b)
		}
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("%w: a message without content", bot.ErrRefused)
	}
	n := 0
	for _, p := range parts {
		n += p.components()
	}
	if n > maxComponents {
		parts = joined(parts)
	}
	return parts, nil
}

func appendText(parts []part, b bot.Block) []part {
	text := blockMarkdown(b)
	if len(text) <= maxCharacters && text != "" { // bytes are not fewer than characters
		return append(parts, part{text: text})
	}
	for _, piece := range cut(text) {
		parts = append(parts, part{text: piece})
	}
	return parts
}

// chartParts are the picture, and the table below it. One that cannot be drawn
// is missing.
func chartParts(c bot.Chart) []part {
	var parts []part
	if picture, err := chart.PNG(c); err == nil {
		parts = append(parts, part{file: &bot.File{Name: "chart.png", Type: "image/png", Content: picture}, picture: c.Title})
	}
	for _, b := range c.Table() {
		parts = appendText(parts, b)
	}
	return parts
}

func joined(parts []part) []part {
	var out []part
	for _, p := range parts {
		if last := len(out) - 1; last >= 0 && p.text != "" && out[last].text != "" {
			both := out[last].text + "\n" + p.text
			if utf8.RuneCountInString(both) <= maxCharacters {
				out[last].text = both
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// cut is the text in pieces that fit, at the ends of lines where that is
// possible, or else of words. Nothing is lost.
func cut(text string) []string {
	var pieces []string
	for utf8.RuneCountInString(text) > maxCharacters {
		runes := []rune(text)
		at := maxCharacters
		if i := lastOf(runes[:at+1], '\n'); i > maxCharacters/2 {
			at = i
		} else if i := lastOf(runes[:at], ' '); i > maxCharacters/2 {
			at = i + 1
		}
		if runes[at-1] == '\\' {
			at--
		}
		pieces = append(pieces, string(runes[:at]))
		text = strings.TrimPrefix(string(runes[at:]), "\n")
	}
	if text == "" {
		return pieces
	}
	return append(pieces, text)
}
