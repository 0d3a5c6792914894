package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	maxTitle    = 24
	maxMetadata = 3000
	maxID       = 255
	maxLabel    = 2000
	maxTyped    = 3000 // characters that a text field takes
	maxRadio    = 10   // radio buttons or boxes in a group
	maxOption   = 75   // characters of an option
	fewPicks    = 5    // so many are shown as radio buttons, not behind a click
)

// The kinds of fields, as the action ids of their elements: what comes back is
// read by them.
const (
	askInput   = "input"
	askLines   = "lines"
	askChoice  = "choice"
	askChoices = "choices"
	askNumber  = "number"
	askDay     = "day"
	askPerson  = "person"
	askTick    = "tick"
)

// Ids of blocks in a modal that ask nothing. A field's block has its name.
const (
	kindIntro   = "@intro"
	kindSection = "@section"
	kindFault   = "@fault" // then "-" and the field's name
	kindLong    = "@long"
)

// origin is where something happened, so that an answer can go there. It
// travels through a modal as its private metadata.
type origin struct {
	Channel     string `json:"c,omitempty"`
	TS          string `json:"m,omitempty"` // the message whose button was pressed
	Thread      string `json:"t,omitempty"`
	ResponseURL string `json:"r,omitempty"`
	Ephemeral   bool   `json:"e,omitempty"` // only the person sees that message
}

func (o origin) encode() (string, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return "", fmt.Errorf("encode where a form was opened: %w", err)
	}
	if len(b) > maxMetadata {
		return "", fmt.Errorf("where a form was opened takes %d bytes: at most %d", len(b), maxMetadata)
	}
	return string(b), nil
}

func parseOrigin(metadata string) origin {
	var o origin
	if json.Unmarshal([]byte(metadata), &o) != nil {
		return origin{}
	}
	return o
}

// sheet writes a form. faults, if any, stand below their fields: only for a
// form that is shown anew, since Slack shows them itself in one that was sent.
func (r renderer) sheet(s bot.Sheet, from origin, l bot.Locale, faults map[string]string) (slack.ModalViewRequest, error) {
	metadata, err := from.encode()
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	for _, t := range []string{s.Title, s.Submit} {
		if n := utf8.RuneCountInString(t); n == 0 || n > maxTitle {
			return slack.ModalViewRequest{}, fmt.Errorf("%w: title or button %q of %d characters: 1 to %d", bot.ErrRefused, t, n, maxTitle)
		}
	}
	if len(s.ID) > maxID {
		return slack.ModalViewRequest{}, fmt.Errorf("%w: a form's id of %d bytes: at most %d", bot.ErrRefused, len(s.ID), maxID)
	}
	blocks := r.run(kindIntro, s.Intro, slack.RichTextSectionTextStyle{}, 0)
	for i, page := range s.Sections {
		if page.Heading != "" {
			blocks = append(blocks, slack.NewHeaderBlock(plainText(page.Heading), slack.HeaderBlockOptionBlockID(blockID(kindSection, i))))
		}
		for _, f := range page.Fields {
			more, err := r.ask(f, s.Values[f.About().Name], l)
			if err != nil {
				return slack.ModalViewRequest{}, fmt.Errorf("%w: field %s: %w", bot.ErrRefused, f.About().Name, err)
			}
			blocks = append(blocks, more...)
			if words := faults[f.About().Name]; words != "" {
				fault := bot.Text{{Text: "⚠ " + words, Bold: true}}
				blocks = append(blocks, r.run(kindFault+"-"+f.About().Name, fault, slack.RichTextSectionTextStyle{}, 0)...)
			}
		}
	}
	if len(blocks) > maxHomeBlocks {
		return slack.ModalViewRequest{}, fmt.Errorf("%w: %d blocks in a form: at most %d", bot.ErrRefused, len(blocks), maxHomeBlocks)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: s.ID, PrivateMetadata: metadata,
		Title: plainText(s.Title), Submit: plainText(s.Submit), Close: plainText(labelCancel.In(l)),
		Blocks: slack.Blocks{BlockSet: blocks},
	}, nil
}

// ask writes one field, holding value.
func (r renderer) ask(f bot.Field, value string, l bot.Locale) ([]slack.Block, error) {
	b := f.About()
	if n := utf8.RuneCountInString(b.Label); n == 0 || n > maxLabel || len(b.Name) > maxID {
		return nil, fmt.Errorf("label of %d characters", n)
	}
	var hint *slack.TextBlockObject
	if b.Hint != "" {
		hint = plainText(shown(b.Hint))
	}
	var above []slack.Block
	if n := utf8.RuneCountInString(value); n > maxTyped {
		value = ""
		above = r.run(kindLong+"-"+b.Name, sayTypedLong.Text(l, n, maxTyped), slack.RichTextSectionTextStyle{}, 0)
	}
	e, err := r.element(f, shown(value), l)
	if err != nil {
		return nil, err
	}
	input := slack.NewInputBlock(b.Name, plainText(shown(b.Label)), hint, e)
	input.Optional = b.Optional
	return append(above, input), nil
}

func (r renderer) element(f bot.Field, value string, l bot.Locale) (e slack.BlockElement, err error) {
	bot.SwitchField(f,
		func(f bot.Input) {
			e = textElement(askInput, value, f.Max, bot.MaxInput, strings.Contains(value, "\n"))
		},
		func(f bot.Lines) { e = textElement(askLines, value, f.Max, bot.MaxLines, true) },
		func(f bot.Choice) { e, err = choiceElement(f, value) },
		func(f bot.Choices) { e, err = choicesElement(f.Picks, strings.Split(value, ","), askChoices) },
		func(bot.Number) { e = textElement(askNumber, value, 0, bot.MaxInput, false) },
		func(bot.Day) { e = dayElement(value) },
		func(bot.Person) { e = r.personElement(value) },
		func(bot.Tick) {
			e, err = choicesElement([]bot.Pick{{Value: bot.Yes, Label: labelYes.In(l)}}, []string{value}, askTick)
		},
	)
	return e, err
}

// dayElement is a calendar. What is not a day, which it cannot show, stays as text.
func dayElement(value string) slack.BlockElement {
	if _, err := bot.ParseISODate(value); value != "" && err != nil {
		return textElement(askDay, value, 0, bot.MaxInput, false)
	}
	e := slack.NewDatePickerBlockElement(askDay)
	e.InitialDate = value
	return e
}

// textElement takes at most most characters, or those of the value where they
// are more: what is too long is for the bot to say.
func textElement(kind, value string, most, otherwise int, lines bool) slack.BlockElement {
	if most == 0 {
		most = otherwise
	}
	e := slack.NewPlainTextInputBlockElement(nil, kind)
	e.InitialValue, e.Multiline = value, lines
	e.MaxLength = min(max(most, utf8.RuneCountInString(value)), maxTyped)
	return e
}

func options(picks []bot.Pick) ([]*slack.OptionBlockObject, error) {
	var out []*slack.OptionBlockObject
	for _, p := range picks {
		if n := utf8.RuneCountInString(p.Label); n == 0 || n > maxOption || p.Value == "" || len(p.Value) > 2*maxOption {
			return nil, fmt.Errorf("pick %q: a label of %d characters: 1 to %d", p.Value, n, maxOption)
		}
		out = append(out, slack.NewOptionBlockObject(p.Value, plainText(shown(p.Label)), nil))
	}
	if len(out) == 0 || len(out) > maxHomeBlocks {
		return nil, fmt.Errorf("%d picks: 1 to %d", len(out), maxHomeBlocks)
	}
	return out, nil
}

// choiceElement is radio buttons where there are few. Those cannot be taken
// back, so an optional choice is a menu.
func choiceElement(f bot.Choice, value string) (slack.BlockElement, error) {
	all, err := options(f.Picks)
	if err != nil {
		return nil, err
	}
	var chosen *slack.OptionBlockObject
	for _, o := range all {
		if o.Value == value {
			chosen = o
		}
	}
	if len(all) <= fewPicks && !f.Optional {
		e := slack.NewRadioButtonsBlockElement(askChoice, all...)
		e.InitialOption = chosen
		return e, nil
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, askChoice, all...)
	e.InitialOption = chosen
	return e, nil
}

func choicesElement(picks []bot.Pick, values []string, kind string) (slack.BlockElement, error) {
	all, err := options(picks)
	if err != nil {
		return nil, err
	}
	var chosen []*slack.OptionBlockObject
	for _, o := range all {
		if slices.Contains(values, o.Value) {
			chosen = append(chosen, o)
		}
	}
	if len(all) <= maxRadio {
		e := slack.NewCheckboxGroupsBlockElement(kind, all...)
		e.InitialOptions = chosen
		return e, nil
	}
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, kind, all...)
	e.InitialOptions = chosen
	return e, nil
}

// personElement offers the people of the workspace. Somebody from elsewhere,
// whom it cannot show, stays as text.
func (r renderer) personElement(value string) slack.BlockElement {
	id, ours := parts(value, 2)
	if value != "" && (!ours || id[0] != r.team) {
		return textElement(askPerson, value, 0, bot.MaxInput, false)
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, askPerson)
	if ours {
		e.InitialUser = id[1]
	}
	return e
}

// notice is a modal that only says something.
func notice(title, say string, l bot.Locale, from origin) slack.ModalViewRequest {
	metadata, err := from.encode()
	if err != nil {
		metadata = ""
	}
	text := slack.NewRichTextSection(slack.NewRichTextSectionTextElement(say, nil))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "-", PrivateMetadata: metadata,
		Title: plainText(title), Close: plainText(labelClose.In(l)),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewRichTextBlock(blockID(kindIntro, 0), text)}},
	}
}
