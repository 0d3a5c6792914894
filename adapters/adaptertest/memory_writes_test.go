package adaptertest

import (
	"html"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// pages are the message as several where it is too long for one.
func (c *memoryAdapter) pages(m bot.Message) [][]ink {
	var pages [][]ink
	var page []ink
	size := 0
	for _, part := range c.inks(m) {
		n := len([]rune(part.label + part.text))
		if size+n > maxInk {
			pages, page, size = append(pages, page), nil, 0
		}
		page, size = append(page, part), size+n
	}
	pages = append(pages, page)
	if c.has(showsTheFirstPage) {
		pages = pages[:1]
	}
	return pages
}

const maxPiece = 2000

func (c *memoryAdapter) inks(m bot.Message) []ink {
	var out []ink
	text := func(kind, label string, t bot.Text) {
		for _, piece := range c.pieces(t) {
			out = append(out, ink{kind: kind, label: label, text: piece})
		}
	}
	for _, b := range m.Blocks {
		bot.SwitchBlock(b,
			func(b bot.Heading) { text("heading", "", b.Text) },
			func(b bot.Paragraph) { text("paragraph", "", b.Text) },
			func(b bot.Note) { text("note", "", b.Text) },
			func(b bot.Facts) {
				for _, f := range b {
					label := c.markup(bot.Plain(f.Label))
					if c.has(losesLabels) {
						label = ""
					}
					text("fact", label, f.Value)
				}
			},
			func(b bot.Chart) { out = append(out, c.inks(bot.Message{Blocks: b.Table()})...) },
			func(b bot.Buttons) { out = append(out, ink{buttons: c.knobs(b)}) },
			func(b bot.File) {
				if !c.has(losesFiles) {
					out = append(out, ink{file: &b})
				}
			},
		)
	}
	return out
}

// pieces are a text as markup that fits: a long one can only be plain here.
func (c *memoryAdapter) pieces(t bot.Text) []string {
	whole := []rune(t.String())
	if len(whole) <= maxPiece {
		return []string{c.markup(t)}
	}
	var out []string
	for piece := range slices.Chunk(whole, maxPiece) {
		out = append(out, c.markup(bot.Plain(string(piece))))
		if c.has(cutsText) {
			break
		}
	}
	return out
}

func (c *memoryAdapter) knobs(row bot.Buttons) []knob {
	var out []knob
	for _, b := range row {
		a := b.Action
		switch c.flaw {
		case losesArguments:
			a.Arg = ""
		case trimsArguments:
			a.Arg = strings.TrimSpace(a.Arg)
		case cutsArguments:
			a.Arg = a.Arg[:min(len(a.Arg), bot.MaxArg-1)]
		case losesCommunities:
			a.Community = ""
		case mixesButtons:
			a = row[0].Action
		}
		out = append(out, knob{b.Label, a.Encode(), b.Style})
	}
	return out
}

// markup writes a text. Characters that mean something get a backslash.
func (c *memoryAdapter) markup(t bot.Text) string {
	var b strings.Builder
	for _, s := range t {
		if s.Bold {
			b.WriteString("*")
		}
		switch {
		case s.User != "":
			b.WriteString("<@" + string(s.User) + "|" + quote.Replace(s.Text) + ">")
		case !s.Moment.IsZero():
			b.WriteString("<t:" + s.Moment.UTC().Format(time.RFC3339) + "|" + quote.Replace(s.Text) + ">")
		case strings.HasPrefix(s.URL, "http"):
			b.WriteString("<" + s.URL + "|" + quote.Replace(s.Text) + ">")
		case c.has(linksAnywhere) && s.URL != "":
			b.WriteString("<https:" + s.URL + "|" + quote.Replace(s.Text) + ">")
		default:
			b.WriteString(c.escape(s.Text))
		}
		if s.Bold {
			b.WriteString("*")
		}
	}
	return b.String()
}

var (
	everyMark = strings.NewReplacer(`\`, `\\`, "*", `\*`, "<", `\<`)
	notAngles = strings.NewReplacer(`\`, `\\`, "*", `\*`)
)

func (c *memoryAdapter) escape(s string) string {
	switch c.flaw {
	case letsMarkupThrough:
		return s
	case letsMentionsThrough:
		return notAngles.Replace(s)
	case cleansText:
		s = strings.Map(func(r rune) rune {
			if r == '\u200b' || r == '\u200f' {
				return -1
			}
			return r
		}, s)
	case unescapesText:
		s = html.UnescapeString(s)
	}
	return everyMark.Replace(s)
}
