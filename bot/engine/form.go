package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// filled is a form with the values it holds, split into sheets that fit the
// screen.
type filled struct {
	bot.Form
	values bot.Values // as typed; cleaned where they could be
	faults map[string]error
}

// build makes the route's form, holds typed values over its own, and checks
// everything.
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
	return f, nil
}

// open answers a command, a direct message or a press on a route with a form.
func (e *Engine) open(ctx context.Context, c *bot.Call, route *bot.Route, r *request) (bot.Response, error) {
	f, err := e.build(ctx, c, route, c.Values)
	if err != nil {
		return nil, err
	}
	d, faults, asks := e.newDraft(c), f.words(c.Locale), r.asks()
	if len(f.Pages) == 0 || route.Direct && len(c.Values) > 0 && len(faults) == 0 {
		c.Values = f.values
		answer, err := e.do(ctx, c, route)
		var problem *bot.Problem
		if len(f.Pages) == 0 || !errors.As(err, &problem) || len(problem.Fields) == 0 {
			return answer, err
		}
		asks, faults = false, problem.Fields
	}
	d.Value.Filled = f.values
	d.Value.From, d.Value.To = f.sheet(0, c.Traits)
	if err := e.keep(ctx, c, d); err != nil {
		return nil, err
	}
	switch {
	case !asks:
		return e.fix(c, d, f.Form, faults), nil
	case !r.opens():
		return bot.Reply{Message: bot.Say(sayForm.Text(c.Locale, f.Title)).With(bot.Buttons{
			{Label: labelForm.In(c.Locale), Action: c.Action(openDraft, d.ID), Style: bot.Primary},
		})}, nil
	default:
		return bot.Ask{Sheet: f.show(c, d)}, nil
	}
}

// reopen answers [Open the form], [Fix] and [Continue].
func (e *Engine) reopen(ctx context.Context, c *bot.Call, route *bot.Route, d *storage.Record[draft]) (bot.Response, error) {
	f, err := e.build(ctx, c, route, d.Value.Filled)
	if err != nil {
		return nil, err
	}
	if len(f.Pages) == 0 {
		c.Values = f.values
		return e.do(ctx, c, route)
	}
	d.Value.From, d.Value.To = f.sheet(d.Value.From, c.Traits)
	return bot.Ask{Sheet: f.show(c, d)}, nil
}

// submit answers a sheet that was sent: with its faults, with the way to the
// next sheet, or with what the route does.
func (e *Engine) submit(ctx context.Context, c *bot.Call, route *bot.Route, d *storage.Record[draft], sent bot.Values) (bot.Response, error) {
	form, err := e.build(ctx, c, route, d.Value.Filled)
	if err != nil {
		return nil, err
	}
	typed := maps.Clone(form.values)
	d.Value.To = min(d.Value.To, len(form.Pages))
	for _, page := range form.Pages[min(d.Value.From, d.Value.To):d.Value.To] {
		for _, field := range page.Fields {
			typed[field.About().Name] = sent[field.About().Name]
		}
	}
	f := form.with(c, typed)
	d.Value.Filled = f.values
	if faults := f.within(d.Value.From, d.Value.To); len(faults) > 0 {
		return e.amend(ctx, c, d, f, wordsOf(c.Locale, faults))
	}
	if d.Value.To < len(f.Pages) {
		return e.advance(ctx, c, d, f)
	}
	if len(f.faults) > 0 { // the form asks more than it did when an earlier sheet was sent
		return e.amend(ctx, c, d, f, f.words(c.Locale))
	}
	c.Values = f.values
	answer, err := e.do(ctx, c, route)
	var problem *bot.Problem
	if errors.As(err, &problem) && len(problem.Fields) > 0 {
		return e.amend(ctx, c, d, f, problem.Fields)
	}
	return answer, err
}

// with is the same form, holding other values.
func (f *filled) with(c *bot.Call, typed bot.Values) *filled {
	g := &filled{Form: f.Form, values: bot.Values{}, faults: map[string]error{}}
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

// within are the faults of the fields on these pages.
func (f *filled) within(from, to int) map[string]error {
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

// pageOf is the page that the field is on.
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

// sheet is the range of pages, from a page on, that the screen has room for.
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

// show is the sheet which is due.
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
		s.Submit = labelNext.In(c.Locale)
	}
	return s
}

// showable is the value, unless the field has no way to show it.
func showable(field bot.Field, value string) string {
	switch field.(type) {
	case bot.Choice, bot.Choices, bot.Tick, bot.Person:
		if value != "" && field.Check(value) != nil {
			return ""
		}
	}
	return value
}

// amend shows faults: beside their fields where the screen can, else privately
// with a button that opens the form again.
func (e *Engine) amend(ctx context.Context, c *bot.Call, d *storage.Record[draft], f *filled, faults map[string]bot.Text) (bot.Response, error) {
	first, inline := len(f.Pages), c.Traits.InlineFaults
	for name := range faults {
		page := f.pageOf(name)
		first = min(first, page)
		inline = inline && page >= d.Value.From && page < d.Value.To
	}
	if inline {
		beside := map[string]string{}
		for name, text := range faults {
			beside[name] = text.String()
		}
		return bot.Amend{Sheet: f.show(c, d), Faults: beside}, nil
	}
	d.Value.From, d.Value.To = f.sheet(first, c.Traits)
	if err := e.keep(ctx, c, d); err != nil {
		return nil, err
	}
	return e.fix(c, d, f.Form, faults), nil
}

// fix says the faults and offers to open the form again, filled in.
func (e *Engine) fix(c *bot.Call, d *storage.Record[draft], form bot.Form, faults map[string]bot.Text) bot.Response {
	var facts bot.Facts
	for _, field := range form.Fields() {
		if text, faulty := faults[field.About().Name]; faulty {
			facts = append(facts, bot.Fact{Label: field.About().Label, Value: text})
		}
	}
	return bot.Reply{Message: bot.Say(sayFix.Text(c.Locale, len(facts))).With(facts, bot.Buttons{
		{Label: labelFix.In(c.Locale), Action: c.Action(openDraft, d.ID), Style: bot.Primary},
	})}
}

// advance keeps what was filled in and offers the next sheet.
func (e *Engine) advance(ctx context.Context, c *bot.Call, d *storage.Record[draft], f *filled) (bot.Response, error) {
	d.Value.From, d.Value.To = f.sheet(d.Value.To, c.Traits)
	if err := e.keep(ctx, c, d); err != nil {
		return nil, err
	}
	sheet := f.show(c, d)
	return bot.Reply{Message: bot.Say(sayContinue.Text(c.Locale, f.Title, sheet.Part-1, sheet.Parts)).With(bot.Buttons{
		{Label: labelContinue.In(c.Locale), Action: c.Action(openDraft, d.ID), Style: bot.Primary},
	})}, nil
}

func (e *Engine) keep(ctx context.Context, c *bot.Call, d *storage.Record[draft]) error {
	tx := e.DB.Begin(storage.CommunityScope(string(c.In.ID)), "", c.At)
	e.drafts.Put(tx, d)
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("keep the draft: %w", err)
	}
	return nil
}
