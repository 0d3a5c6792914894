package discord

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/adapters/internal/split"
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
		func(b bot.Heading) { parts = textParts("### ", b.Text) },
		func(b bot.Paragraph) { parts = textParts("", b.Text) },
		func(b bot.Note) { parts = textParts("-# ", b.Text) },
		func(b bot.Facts) { parts = factsParts(b) },
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

// textParts are a text, each line of which begins with mark.
func textParts(mark string, t bot.Text) (parts []part) {
	say := func(t bot.Text) string { return prefixed(mark, markdown(t)) }
	all := pieces(t, say)
	for i, piece := range all {
		text := say(piece)
		if i < len(all)-1 {
			text = strings.TrimSuffix(text, "\n"+mark) // where one ends, a line ends
		}
		if text != "" {
			parts = append(parts, part{text: text})
		}
	}
	return parts
}

// factsParts are rows, as many in one part as fit. A row that fills more than one
// goes on without its label.
func factsParts(facts bot.Facts) (parts []part) {
	add := func(row string) {
		if i := len(parts) - 1; i >= 0 && utf8.RuneCountInString(parts[i].text)+1+utf8.RuneCountInString(row) <= maxCharacters {
			parts[i].text += "\n" + row
			return
		}
		parts = append(parts, part{text: row})
	}
	for _, f := range facts {
		say := func(t bot.Text) string { return factMarkdown(f.Label, t) }
		for i, piece := range pieces(f.Value, say) {
			if i > 0 {
				add(markdown(piece))
				continue
			}
			add(say(piece))
		}
	}
	return parts
}

// pieces are a text in such as fit into a part when they are said so.
func pieces(t bot.Text, say func(bot.Text) string) []bot.Text {
	return split.Text(t, maxCharacters, func(t bot.Text) int { return utf8.RuneCountInString(say(t)) })
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
