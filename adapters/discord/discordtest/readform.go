package discordtest

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

var partMark = regexp.MustCompile(` \((\d+)/(\d+)\)$`)

// readSheet is a form as the bot's vocabulary says it. What Discord does not
// show of one is not in it: the button's label.
func readSheet(m Modal) bot.Sheet {
	id, _, _ := strings.Cut(m.CustomID, "¶")
	s := bot.Sheet{ID: id, Title: m.Title, Part: 1, Parts: 1, Values: bot.Values{}, Sections: []bot.Page{{}}}
	var heading string
	s.Title, heading, _ = strings.Cut(m.Title, " — ")
	if n := partMark.FindStringSubmatch(s.Title); n != nil {
		s.Title = strings.TrimSuffix(s.Title, n[0])
		s.Part, _ = strconv.Atoi(n[1])
		s.Parts, _ = strconv.Atoi(n[2])
	}
	s.Sections[0].Heading = heading
	for i, c := range m.Components {
		if c.Type == textType {
			intro, heading := readAbove(c.Content)
			if i == 0 {
				s.Intro, s.Sections[0].Heading = intro, heading
			} else {
				s.Sections = append(s.Sections, bot.Page{Heading: heading})
			}
			continue
		}
		last := &s.Sections[len(s.Sections)-1]
		field, value := readField(c)
		last.Fields = append(last.Fields, field)
		s.Values[field.About().Name] = value
	}
	return s
}

// readAbove reads what stands above a field: an intro, then a heading in bold
// on a line of its own.
func readAbove(markdown string) (intro bot.Text, heading string) {
	lines := strings.Split(markdown, "\n")
	last := lines[len(lines)-1]
	if strings.HasPrefix(last, "**") && strings.HasSuffix(last, "**") {
		heading = readSpans(last).String()
		lines = lines[:len(lines)-1]
	}
	for i, line := range lines {
		if i > 0 {
			intro = append(intro, bot.Span{Text: "\n"})
		}
		intro = append(intro, readSpans(line)...)
	}
	return intro, heading
}

func readField(c Component) (bot.Field, string) {
	f := c.Component
	b := bot.Base{Name: f.CustomID, Label: c.Label, Hint: c.Description, Optional: f.Required == nil || !*f.Required}
	switch f.Type {
	case selectType:
		var picks []bot.Pick
		var chosen []string
		for _, o := range f.Options {
			picks = append(picks, bot.Pick{Value: o.Value, Label: o.Label})
			if o.Default {
				chosen = append(chosen, o.Value)
			}
		}
		if *f.Max == 1 {
			return bot.Choice{Base: b, Picks: picks}, strings.Join(chosen, ",")
		}
		return bot.Choices{Base: b, Picks: picks}, strings.Join(chosen, ",")
	case userType:
		var chosen []string
		for _, one := range f.Chosen {
			chosen = append(chosen, "discord:"+one.ID)
		}
		return bot.Person{Base: b}, strings.Join(chosen, ",")
	case checkboxType:
		if f.Default {
			return bot.Tick{Base: b}, bot.Yes
		}
		return bot.Tick{Base: b}, ""
	default:
		if f.Style == 2 {
			return bot.Lines{Base: b}, f.Value
		}
		return bot.Input{Base: b}, f.Value
	}
}

// fieldsOf are the values of a form as a client sends them. What the form does
// not offer is sent all the same: a client can be made to.
func fieldsOf(m Modal, values bot.Values) []Field {
	var out []Field
	left := map[string]bool{}
	for name := range values {
		left[name] = true
	}
	for _, c := range m.Components {
		if c.Component == nil {
			continue
		}
		f := c.Component
		delete(left, f.CustomID)
		value := values[f.CustomID]
		one := Field{Type: f.Type, Custom: f.CustomID}
		switch f.Type {
		case selectType:
			one.Values = splitList(value)
		case userType:
			for _, v := range splitList(value) {
				one.Values = append(one.Values, strings.TrimPrefix(v, "discord:"))
			}
		case checkboxType:
			one.Value = json.RawMessage(strconv.FormatBool(value == bot.Yes))
			if value != bot.Yes && value != "" {
				one.Value = quote(value)
			}
		default:
			one.Value = quote(value)
		}
		out = append(out, one)
	}
	for name := range left {
		out = append(out, Field{Type: inputType, Custom: name, Value: quote(values[name])})
	}
	return out
}

func splitList(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ",")
}

func quote(s string) json.RawMessage {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return raw
}
