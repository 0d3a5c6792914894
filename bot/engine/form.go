package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// filled is a form with its values. It is split into sheets that fit the platform.
type filled struct {
	bot.Form
	values bot.Values // in canonical form; as typed where they cannot be read
	others bot.Values // of options that are not fields
	faults map[string]error
}

// draftValues are the values that a draft may store.
func (f *filled) draftValues() bot.Values {
	if f.NoDraft {
		return nil
	}
	return f.values
}

// allValues are the values that the route gets.
func (f *filled) allValues() bot.Values {
	all := maps.Clone(f.others)
	maps.Copy(all, f.values)
	return all
}

// build calls the route's Form, overrides its values with typed ones, and checks all.
func (e *Engine) build(ctx context.Context, c *bot.Call, route *bot.Route, typed bot.Values) (*filled, error) {
	form, err := route.Form(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("form of %s: %w", route.Name, err)
	}
	f := &filled{Form: form, values: bot.Values{}, faults: map[string]error{}}
	for _, field := range form.Fields() {
		name := field.About().Name
		value := form.Values[name]
		if v, given := typed[name]; given {
			value = v
		}
		f.values[name], err = checkField(field, value, c.Today())
		if err != nil {
			f.faults[name] = err
		}
	}
	f.others, err = checkOtherOptions(c, route, f.values)
	return f, err
}

// checkOtherOptions cleans and checks the options that are not fields of the form.
func checkOtherOptions(c *bot.Call, route *bot.Route, fields bot.Values) (bot.Values, error) {
	others := bot.Values{}
	for _, o := range route.Options {
		typed := c.Values[o.Name]
		if _, asked := fields[o.Name]; asked || typed == "" && !o.Required {
			continue
		}
		value, err := checkField(optionField(o), typed, c.Today())
		if err != nil {
			return nil, inWords(c.Locale, optionFault{o.Name, err})
		}
		others[o.Name] = value
	}
	return others, nil
}

// fieldProblems returns the messages of a Problem for fields of this form; empty for
// any other error.
func (f *filled) fieldProblems(err error) map[string]bot.Text {
	var problem *bot.Problem
	if !errors.As(err, &problem) {
		return nil
	}
	fields := map[string]bot.Text{}
	for name, text := range problem.Fields {
		if _, asked := f.values[name]; asked {
			fields[name] = text
		}
	}
	return fields
}

// withValues returns the same form with other values.
func (f *filled) withValues(c *bot.Call, typed bot.Values) *filled {
	g := &filled{Form: f.Form, values: bot.Values{}, others: f.others, faults: map[string]error{}}
	for _, field := range f.Fields() {
		name := field.About().Name
		value, err := checkField(field, typed[name], c.Today())
		g.values[name] = value
		if err != nil {
			g.faults[name] = err
		}
	}
	return g
}

// faultsWithin returns the faults of the fields on pages from to to-1.
func (f *filled) faultsWithin(from, to int) map[string]error {
	faults := map[string]error{}
	for _, page := range f.Pages[min(from, to):to] {
		for _, field := range page.Fields {
			name := field.About().Name
			if err := f.faults[name]; err != nil {
				faults[name] = err
			}
		}
	}
	return faults
}

func (f *filled) words(l bot.Locale) map[string]bot.Text { return wordsOf(l, f.faults) }

// pageOf returns the index of the field's page.
func (f *filled) pageOf(name string) int {
	for i, page := range f.Pages {
		for _, field := range page.Fields {
			if field.About().Name == name {
				return i
			}
		}
	}
	return 0
}

// firstPage returns the index of the first page with a fault.
func (f *filled) firstPage(faults map[string]bot.Text) int {
	first := len(f.Pages)
	for name := range faults {
		first = min(first, f.pageOf(name))
	}
	return first
}

// sheet returns the range of pages, beginning with from, that fit on one screen.
func (f *filled) sheet(from int, t bot.Traits) (int, int) {
	if from >= len(f.Pages) {
		from = 0
	}
	room := max(t.FormFields, bot.MaxFields) - len(f.Pages[from].Fields)
	to := from + 1
	for to < len(f.Pages) && len(f.Pages[to].Fields) <= room {
		room -= len(f.Pages[to].Fields)
		to++
	}
	return from, to
}

// show renders the draft's current sheet.
func (f *filled) show(c *bot.Call, d *storage.Record[draft]) bot.Sheet {
	s := bot.Sheet{
		ID: sheetID(c, d), Title: f.Title, Submit: f.Submit,
		Sections: f.Pages[d.Value.From:d.Value.To], Values: bot.Values{},
		Reopen: c.Action(openDraft, d.ID),
	}
	if d.Value.From == 0 {
		s.Intro = f.Intro
	}
	for _, page := range s.Sections {
		for _, field := range page.Fields {
			s.Values[field.About().Name] = showable(field, f.values[field.About().Name])
		}
	}
	for from := 0; from < len(f.Pages); {
		s.Parts++
		if from <= d.Value.From {
			s.Part = s.Parts
		}
		_, from = f.sheet(from, c.Traits)
	}
	if d.Value.To < len(f.Pages) {
		s.Submit = c.Label(labelNext)
	}
	return s
}

// showable returns value, or "" if the field cannot display it, such as an unknown
// pick.
func showable(field bot.Field, value string) string {
	switch field.(type) {
	case bot.Choice, bot.Choices, bot.Tick, bot.Person:
		if value != "" && field.Check(value) != nil {
			return ""
		}
	}
	return value
}
