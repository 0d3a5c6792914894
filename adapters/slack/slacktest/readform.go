package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// readForm is a modal as a form, with the faults that stand in it; nil if
// nothing can be sent in it.
func (sp *Space) readForm(v View) (*bot.Sheet, map[string]string, error) {
	var body slack.View
	if err := json.Unmarshal(v.Body, &body); err != nil {
		return nil, nil, fmt.Errorf("read a view: %w", err)
	}
	if body.Submit == nil {
		return nil, nil, nil
	}
	var faults map[string]string
	s := &bot.Sheet{ID: v.CallbackID, Title: body.Title.Text, Submit: body.Submit.Text, Values: bot.Values{}, Part: 1, Parts: 1}
	for _, b := range body.Blocks.BlockSet {
		switch b := b.(type) {
		case *slack.RichTextBlock:
			read, err := sp.readRich("", b)
			if err != nil {
				return nil, nil, err
			}
			p, ok := read.(bot.Paragraph)
			if field, fault := faultOf(b.BlockID); ok && fault {
				if faults == nil {
					faults = map[string]string{}
				}
				faults[field] += strings.TrimPrefix(p.Text.String(), "⚠ ")
			} else if ok && len(s.Sections) == 0 {
				s.Intro = append(s.Intro, p.Text...)
			}
		case *slack.HeaderBlock:
			s.Sections = append(s.Sections, bot.Page{Heading: b.Text.Text})
		case *slack.InputBlock:
			f, value, err := sp.readField(b)
			if err != nil {
				return nil, nil, err
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
			return nil, nil, fmt.Errorf("a form with a %s", b.BlockType())
		}
	}
	return s, faults, nil
}

// faultOf is the field that a block says a fault of: "@fault-hours-3".
func faultOf(block string) (field string, is bool) {
	rest, is := strings.CutPrefix(block, "@fault-")
	if !is {
		return "", false
	}
	return rest[:max(strings.LastIndexByte(rest, '-'), 0)], true
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
		for v := range strings.SplitSeq(value, ",") {
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
