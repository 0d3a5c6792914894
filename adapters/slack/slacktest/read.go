package slacktest

import (
	"encoding/json"
	"fmt"
	"mime"
	"path"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// readMessage is a message in the words of package bot: what a person reads
// and can press, whatever it is made of.
func (sp *Space) readMessage(raw json.RawMessage, files []SharedFile) (bot.Message, error) {
	blocks, err := decodeBlocks(raw)
	if err != nil {
		return bot.Message{}, err
	}
	var m bot.Message
	for _, b := range blocks {
		read, err := sp.readBlock(b)
		if err != nil {
			return bot.Message{}, err
		}
		if read != nil && !goOn(&m, b.ID(), read) {
			m.Blocks = append(m.Blocks, read)
		}
	}
	for _, f := range files {
		if isChart(f.Name) {
			continue
		}
		kind := mime.TypeByExtension(path.Ext(f.Name))
		kind, _, _ = strings.Cut(kind, ";")
		m.Blocks = append(m.Blocks, bot.File{Name: f.Name, Type: kind, Content: f.Content})
	}
	return m, nil
}

// isChart reports whether a file is the picture of a chart, which says what the
// table says that stands among the blocks.
func isChart(name string) bool {
	return strings.HasPrefix(name, "chart-") && strings.HasSuffix(name, ".png")
}

func decodeBlocks(raw json.RawMessage) ([]slack.Block, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var blocks slack.Blocks
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	return blocks.BlockSet, nil
}

// goOn joins a block to the one that it continues.
func goOn(m *bot.Message, id string, b bot.Block) bool {
	if !strings.HasSuffix(id, "+") || len(m.Blocks) == 0 {
		return false
	}
	last, ok := m.Blocks[len(m.Blocks)-1].(bot.Paragraph)
	more, also := b.(bot.Paragraph)
	if !ok || !also {
		return false
	}
	m.Blocks[len(m.Blocks)-1] = bot.Paragraph{Text: append(last.Text, more.Text...)}
	return true
}

func (sp *Space) readBlock(b slack.Block) (bot.Block, error) {
	kind, _, _ := strings.Cut(b.ID(), "-")
	switch b := b.(type) {
	case *slack.HeaderBlock:
		return bot.Heading{Text: bot.Plain(b.Text.Text)}, nil
	case *slack.ContextBlock:
		var t bot.Text
		for _, e := range b.ContextElements.Elements {
			text, ok := e.(*slack.TextBlockObject)
			if !ok || text.Type != slack.PlainTextType {
				return nil, fmt.Errorf("a note of %T", e)
			}
			t = append(t, bot.Span{Text: text.Text})
		}
		return bot.Note{Text: t}, nil
	case *slack.ActionBlock:
		var row bot.Buttons
		for _, e := range b.Elements.ElementSet {
			button, ok := e.(*slack.ButtonBlockElement)
			if !ok {
				return nil, fmt.Errorf("something to press that is a %T", e)
			}
			_, value, found := strings.Cut(button.Value, "\n") // behind where it leads back to
			if !found {
				value = button.Value
			}
			action, err := bot.ParseAction(value)
			if err != nil {
				return nil, err
			}
			row = append(row, bot.Button{Label: button.Text.Text, Action: action, Style: bot.Style(button.Style)})
		}
		return row, nil
	case *slack.RichTextBlock:
		return sp.readRich(kind, b)
	}
	return nil, fmt.Errorf("a block of type %s", b.BlockType())
}

func (sp *Space) readRich(kind string, b *slack.RichTextBlock) (bot.Block, error) {
	var lines []bot.Text
	for _, e := range b.Elements {
		section, ok := e.(*slack.RichTextSection)
		if !ok {
			return nil, fmt.Errorf("rich text of %T", e)
		}
		t, err := sp.readSpans(section.Elements)
		if err != nil {
			return nil, err
		}
		lines = append(lines, t)
	}
	if kind == "facts" {
		var facts bot.Facts
		for _, l := range lines {
			facts = append(facts, bot.Fact{Label: strings.TrimSuffix(l[0].Text, ": "), Value: l[1:]})
		}
		return facts, nil
	}
	if len(lines) != 1 {
		return nil, fmt.Errorf("running text in %d parts", len(lines))
	}
	switch kind {
	case "heading":
		for i := range lines[0] {
			lines[0][i].Bold = false
		}
		return bot.Heading{Text: lines[0]}, nil
	case "note":
		return bot.Note{Text: lines[0]}, nil
	}
	return bot.Paragraph{Text: lines[0]}, nil
}

func (sp *Space) readSpans(elements []slack.RichTextSectionElement) (bot.Text, error) {
	var t bot.Text
	for _, e := range elements {
		switch e := e.(type) {
		case *slack.RichTextSectionTextElement:
			t = append(t, bot.Span{Text: e.Text, Bold: bold(e.Style)})
		case *slack.RichTextSectionLinkElement:
			s := bot.Span{Text: e.Text, URL: e.URL, Bold: bold(e.Style)}
			if user, ok := strings.CutPrefix(e.URL, sp.URL()+"team/"); ok {
				s = bot.Span{Text: strings.TrimPrefix(e.Text, "@"), User: sp.account(user), Bold: s.Bold}
			}
			t = append(t, s)
		case *slack.RichTextSectionDateElement:
			t = append(t, bot.Span{Text: *e.Fallback, Moment: time.Unix(int64(e.Timestamp), 0), Bold: bold(e.Style)})
		default:
			return nil, fmt.Errorf("rich text with a %s", e.RichTextSectionElementType())
		}
	}
	return t, nil
}

func bold(s *slack.RichTextSectionTextStyle) bool { return s != nil && s.Bold }

func (sp *Space) account(user string) bot.User { return bot.User("slack:" + sp.Team + "/" + user) }
