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
		more, err := partsOfBlock(b)
		if err != nil {
			return nil, err
		}
		parts = append(parts, more...)
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

// partsOfBlock are one block's. The lines of a text tell by how they begin what
// they are: a heading, small print, or a row of facts.
func partsOfBlock(b bot.Block) (parts []part, err error) {
	bot.SwitchBlock(b,
		func(b bot.Heading) { parts = textParts(prefixed("### ", markdown(b.Text))) },
		func(b bot.Paragraph) { parts = textParts(markdown(b.Text)) },
		func(b bot.Note) { parts = textParts(prefixed("-# ", markdown(b.Text))) },
		func(b bot.Facts) { parts = textParts(factsMarkdown(b)) },
		func(b bot.Chart) { parts, err = chartParts(b) },
		func(b bot.Buttons) { parts, err = []part{{row: b}}, checkRow(b) },
		func(b bot.File) {
			if b.Name == "" || len(b.Content) == 0 {
				err = fmt.Errorf("%w: a file without a name or content", bot.ErrRefused)
			}
			parts = []part{{file: &b}}
		},
	)
	return parts, err
}

func textParts(text string) []part {
	if len(text) <= maxCharacters && text != "" { // bytes are not fewer than characters
		return []part{{text: text}}
	}
	var parts []part
	for _, piece := range cut(text) {
		parts = append(parts, part{text: piece})
	}
	return parts
}

// chartParts are the picture, and the table below it. One that cannot be drawn
// is missing.
func chartParts(c bot.Chart) ([]part, error) {
	var parts []part
	if picture, err := chart.PNG(c); err == nil {
		parts = append(parts, part{file: &bot.File{Name: "chart.png", Type: "image/png", Content: picture}, picture: c.Title})
	}
	for _, b := range c.Table() {
		more, err := partsOfBlock(b)
		if err != nil {
			return nil, err
		}
		parts = append(parts, more...)
	}
	return parts, nil
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
