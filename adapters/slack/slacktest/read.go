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
		kind := mime.TypeByExtension(path.Ext(f.Name))
		kind, _, _ = strings.Cut(kind, ";")
		m.Blocks = append(m.Blocks, bot.File{Name: f.Name, Type: kind, Content: f.Content})
	}
	return m, nil
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
			action, err := bot.ParseAction(button.Value)
			if err != nil {
				action = bot.Action{Route: "again"} // a command once more
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

// readForm is a modal as a form; nil if nothing can be sent in it.
func (sp *Space) readForm(v View) (*bot.Sheet, error) {
	var body slack.View
	if err := json.Unmarshal(v.Body, &body); err != nil {
		return nil, fmt.Errorf("read a view: %w", err)
	}
	if body.Submit == nil {
		return nil, nil
	}
	s := &bot.Sheet{ID: v.CallbackID, Title: body.Title.Text, Submit: body.Submit.Text, Values: bot.Values{}, Part: 1, Parts: 1}
	for _, b := range body.Blocks.BlockSet {
		switch b := b.(type) {
		case *slack.RichTextBlock:
			read, err := sp.readRich("", b)
			if err != nil {
				return nil, err
			}
			if p, ok := read.(bot.Paragraph); ok && len(s.Sections) == 0 {
				s.Intro = append(s.Intro, p.Text...)
			}
		case *slack.HeaderBlock:
			s.Sections = append(s.Sections, bot.Page{Heading: b.Text.Text})
		case *slack.InputBlock:
			f, value, err := sp.readField(b)
			if err != nil {
				return nil, err
			}
			// A page has no more fields than a platform shows at once; where one
			// without a heading begins cannot be seen.
			if n := len(s.Sections); n == 0 || len(s.Sections[n-1].Fields) == bot.MaxFields {
				s.Sections = append(s.Sections, bot.Page{})
			}
			page := &s.Sections[len(s.Sections)-1]
			page.Fields = append(page.Fields, f)
			s.Values[b.BlockID] = value
		default:
			return nil, fmt.Errorf("a form with a %s", b.BlockType())
		}
	}
	return s, nil
}

func (sp *Space) readField(b *slack.InputBlock) (bot.Field, string, error) {
	base := bot.Base{Name: b.BlockID, Label: b.Label.Text, Optional: b.Optional}
	if b.Hint != nil {
		base.Hint = b.Hint.Text
	}
	switch e := b.Element.(type) {
	case *slack.PlainTextInputBlockElement:
		if e.Multiline {
			return bot.Lines{Base: base, Max: e.MaxLength}, e.InitialValue, nil
		}
		return bot.Input{Base: base, Max: e.MaxLength}, e.InitialValue, nil
	case *slack.DatePickerBlockElement:
		return bot.Day{Base: base}, e.InitialDate, nil
	case *slack.RadioButtonsBlockElement:
		return bot.Choice{Base: base, Picks: picks(e.Options)}, value(e.InitialOption), nil
	case *slack.CheckboxGroupsBlockElement:
		if e.ActionID == "tick" {
			return bot.Tick{Base: base}, values(e.InitialOptions), nil
		}
		return bot.Choices{Base: base, Picks: picks(e.Options)}, values(e.InitialOptions), nil
	case *slack.MultiSelectBlockElement:
		return bot.Choices{Base: base, Picks: picks(e.Options)}, values(e.InitialOptions), nil
	case *slack.SelectBlockElement:
		if e.Type != slack.OptTypeUser {
			return bot.Choice{Base: base, Picks: picks(e.Options)}, value(e.InitialOption), nil
		}
		user := ""
		if e.InitialUser != "" {
			user = string(sp.account(e.InitialUser))
		}
		return bot.Person{Base: base}, user, nil
	}
	return nil, "", fmt.Errorf("a field of type %s", b.Element.ElementType())
}

func picks(options []*slack.OptionBlockObject) []bot.Pick {
	var all []bot.Pick
	for _, o := range options {
		all = append(all, bot.Pick{Value: o.Value, Label: o.Text.Text})
	}
	return all
}

func value(o *slack.OptionBlockObject) string {
	if o == nil {
		return ""
	}
	return o.Value
}

func values(options []*slack.OptionBlockObject) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Value)
	}
	return strings.Join(all, ",")
}

// state is what the elements of a form hold when these values are in it. Values
// that the form does not offer, or for fields that it does not have, are sent
// all the same.
func (sp *Space) state(v View, given bot.Values) (map[string]map[string]any, error) {
	var body slack.View
	if err := json.Unmarshal(v.Body, &body); err != nil {
		return nil, fmt.Errorf("read a view: %w", err)
	}
	state := map[string]map[string]any{}
	for _, b := range body.Blocks.BlockSet {
		input, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		if value, ok := given[input.BlockID]; ok {
			state[input.BlockID] = map[string]any{string(input.Element.ElementType()): sp.held(input.Element, value)}
		}
	}
	for name, value := range given {
		if state[name] == nil {
			state[name] = map[string]any{"forged": object{"type": "plain_text_input", "value": value}}
		}
	}
	return state, nil
}

func (sp *Space) held(e slack.BlockElement, value string) object {
	kind := string(e.ElementType())
	option := func(v string) object {
		return object{"value": v, "text": object{"type": "plain_text", "text": v}}
	}
	switch kind {
	case "datepicker":
		if value == "" {
			return object{"type": kind, "selected_date": nil}
		}
		return object{"type": kind, "selected_date": value}
	case "static_select", "radio_buttons":
		if value == "" {
			return object{"type": kind, "selected_option": nil}
		}
		return object{"type": kind, "selected_option": option(value)}
	case "checkboxes", "multi_static_select":
		chosen := []object{}
		for _, v := range strings.Split(value, ",") {
			if v != "" {
				chosen = append(chosen, option(v))
			}
		}
		return object{"type": kind, "selected_options": chosen}
	case "users_select":
		if user, ok := strings.CutPrefix(value, "slack:"+sp.Team+"/"); ok {
			return object{"type": kind, "selected_user": user}
		}
		if value == "" {
			return object{"type": kind, "selected_user": nil}
		}
	}
	if value == "" {
		return object{"type": kind, "value": nil}
	}
	return object{"type": kind, "value": value}
}
