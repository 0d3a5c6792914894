package slack

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/split"
	"github.com/alumnibot/alumnibot/bot"
)

// What Slack allows.
const (
	maxBlocks     = 50  // in a message
	maxHomeBlocks = 100 // on a home page or in a modal
	maxHeader     = 150
	maxContext    = 2000
	maxElements   = 25 // in a row of buttons
	maxButton     = 75
	maxValue      = 2000
	maxFallback   = 3000
)

// renderer writes for one workspace.
type renderer struct{ team, url string }

func (i identity) renderer() renderer { return renderer{i.team, i.url} }

// rendered is a message as Slack takes it.
type rendered struct {
	text   string // for notifications and screen readers
	blocks []slack.Block
	files  []bot.File
	charts []bot.Chart // whose tables are among the blocks
}

// message writes a message. The error is bot.ErrRefused: it is more than Slack
// takes.
func (r renderer) message(m bot.Message) (rendered, error) {
	out := rendered{text: fallback(m)}
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case bot.File:
			out.files = append(out.files, b)
		case bot.Chart:
			out.charts = append(out.charts, b)
		}
		blocks, err := r.block(b, len(out.blocks))
		if err != nil {
			return rendered{}, fmt.Errorf("%w: %w", bot.ErrRefused, err)
		}
		out.blocks = append(out.blocks, blocks...)
	}
	switch {
	case len(out.blocks) > maxBlocks:
		return rendered{}, fmt.Errorf("%w: %d blocks in a message: at most %d", bot.ErrRefused, len(out.blocks), maxBlocks)
	case len(out.blocks) == 0 && len(out.files) == 0:
		return rendered{}, fmt.Errorf("%w: a message without content", bot.ErrRefused)
	}
	return out, nil
}

// home writes a home page.
func (r renderer) home(m bot.Message) (slack.HomeTabViewRequest, error) {
	var blocks []slack.Block
	for _, b := range m.Blocks {
		if _, ok := b.(bot.File); ok {
			return slack.HomeTabViewRequest{}, fmt.Errorf("%w: a home page carries no files", bot.ErrRefused)
		}
		more, err := r.block(b, len(blocks))
		if err != nil {
			return slack.HomeTabViewRequest{}, fmt.Errorf("%w: %w", bot.ErrRefused, err)
		}
		blocks = append(blocks, more...)
	}
	if len(blocks) > maxHomeBlocks {
		return slack.HomeTabViewRequest{}, fmt.Errorf("%w: %d blocks on a home page: at most %d", bot.ErrRefused, len(blocks), maxHomeBlocks)
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}, nil
}

// Kinds of blocks, with which their ids begin; a number follows that makes them
// unique, and a + where the block goes on from the one above.
const (
	kindHeading   = "heading"
	kindParagraph = "paragraph"
	kindNote      = "note"
	kindFacts     = "facts"
	kindButtons   = "buttons"
)

func blockID(kind string, n int) string { return kind + "-" + strconv.Itoa(n) }

// block writes one block, as several where it is too long for one, and a file as
// none: it is uploaded apart. n is how many blocks are above it.
func (r renderer) block(b bot.Block, n int) (out []slack.Block, err error) {
	bot.SwitchBlock(b,
		func(b bot.Heading) { out = r.heading(b.Text, n) },
		func(b bot.Paragraph) { out = r.run(kindParagraph, b.Text, slack.RichTextSectionTextStyle{}, n) },
		func(b bot.Note) { out = r.note(b.Text, n) },
		func(b bot.Facts) { out = r.facts(b, n) },
		func(b bot.Chart) {
			for _, part := range b.Table() {
				var blocks []slack.Block
				if blocks, err = r.block(part, n+len(out)); err != nil {
					return
				}
				out = append(out, blocks...)
			}
		},
		func(b bot.Buttons) { out, err = r.buttons(b, n) },
		func(bot.File) {},
	)
	return out, err
}

func (r renderer) heading(t bot.Text, n int) []slack.Block {
	text := shown(t.String())
	if !isPlain(t) || text == "" || strings.Contains(text, "\n") || utf8.RuneCountInString(text) > maxHeader {
		return r.run(kindHeading, t, slack.RichTextSectionTextStyle{Bold: true}, n)
	}
	return []slack.Block{slack.NewHeaderBlock(plainText(text), slack.HeaderBlockOptionBlockID(blockID(kindHeading, n)))}
}

// run is running text.
func (r renderer) run(kind string, t bot.Text, style slack.RichTextSectionTextStyle, n int) []slack.Block {
	var out []slack.Block
	for i, piece := range pieces(t, maxRun) {
		elements := r.rich(piece, style)
		if len(elements) == 0 {
			continue
		}
		id := blockID(kind, n+i)
		if len(out) > 0 {
			id += "+"
		}
		out = append(out, slack.NewRichTextBlock(id, slack.NewRichTextSection(elements...)))
	}
	return out
}

// note is small text. What needs more than its characters is in italics
// instead, since small text has markup in it.
func (r renderer) note(t bot.Text, n int) []slack.Block {
	text := shown(t.String())
	if !isPlain(t) || text == "" || utf8.RuneCountInString(text) > maxContext {
		return r.run(kindNote, t, slack.RichTextSectionTextStyle{Italic: true}, n)
	}
	return []slack.Block{slack.NewContextBlock(blockID(kindNote, n), plainText(text))}
}

// facts are lines of a label in bold and a value.
func (r renderer) facts(rows bot.Facts, n int) []slack.Block {
	var out []slack.Block
	var lines []slack.RichTextElement
	size := 0
	flush := func() {
		if len(lines) > 0 {
			out = append(out, slack.NewRichTextBlock(blockID(kindFacts, n+len(out)), lines...))
		}
		lines, size = nil, 0
	}
	for _, row := range rows {
		long := utf8.RuneCountInString(row.Label + row.Value.String())
		if size += long; size > maxRun {
			flush()
			size = long
		}
		label := r.rich(bot.Text{{Text: row.Label + ": "}}, slack.RichTextSectionTextStyle{Bold: true})
		for i, piece := range pieces(row.Value, maxRun) {
			if i > 0 {
				flush()
			}
			lines = append(lines, slack.NewRichTextSection(append(label, r.rich(piece, slack.RichTextSectionTextStyle{})...)...))
			label = nil
		}
		if label != nil {
			lines = append(lines, slack.NewRichTextSection(label...))
		}
	}
	flush()
	return out
}

func (r renderer) buttons(row bot.Buttons, n int) ([]slack.Block, error) {
	if len(row) == 0 || len(row) > maxElements {
		return nil, fmt.Errorf("%d buttons in a row: 1 to %d", len(row), maxElements)
	}
	elements := make([]slack.BlockElement, len(row))
	for i, b := range row {
		if c := utf8.RuneCountInString(b.Label); c == 0 || c > maxButton {
			return nil, fmt.Errorf("a button's label of %d characters: 1 to %d", c, maxButton)
		}
		if err := b.Action.Check(); err != nil {
			return nil, err
		}
		e := slack.NewButtonBlockElement("press-"+strconv.Itoa(i), b.Action.Encode(), plainText(shown(b.Label)))
		switch b.Style {
		case bot.Primary:
			e.Style = slack.StylePrimary
		case bot.Danger:
			e.Style = slack.StyleDanger
		}
		elements[i] = e
	}
	return []slack.Block{newActions(n, elements...)}, nil
}

// actions is a slack.ActionBlock in JSON. That one encodes its elements apart,
// so that all of them are gone through three times.
type actions struct {
	Type     slack.MessageBlockType `json:"type"`
	BlockID  string                 `json:"block_id"`
	Elements []slack.BlockElement   `json:"elements"`
}

func newActions(n int, elements ...slack.BlockElement) actions {
	return actions{slack.MBTAction, blockID(kindButtons, n), elements}
}

func (a actions) BlockType() slack.MessageBlockType { return a.Type }
func (a actions) ID() string                        { return a.BlockID }

// plainText is text that Slack shows as it is: no markup, and no :emoji:.
func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// fallback is the message as one text, for notifications: what is too long for
// one is all in the blocks.
func fallback(m bot.Message) string {
	text := strings.Join(m.Words(), "\n")
	if head, tail := split.Cut(text, maxFallback); tail != "" {
		text = head + "…"
	}
	if text == "" {
		return " "
	}
	return escaped(text)
}
