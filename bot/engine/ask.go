package engine

import (
	"context"
	"fmt"
	"maps"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// open answers a command, a direct message or a button whose route has a form.
func (e *Engine) open(ctx context.Context, c *bot.Call, route *bot.Route, r *request) (bot.Response, error) {
	f, err := e.build(ctx, c, route, c.Values)
	if err != nil {
		return nil, err
	}
	if c.Traits.Unattended && len(f.Pages) > 0 {
		return e.unattended(ctx, c, route, f)
	}
	d, faults, asks := e.newDraft(c), f.words(c.Locale), r.asks()
	if len(f.Pages) == 0 || route.Direct && len(c.Values) > 0 && len(faults) == 0 {
		c.Values = f.allValues()
		answer, err := e.do(ctx, c, route)
		refused := f.fieldProblems(err)
		if len(refused) == 0 {
			return answer, err
		}
		asks, faults = false, refused
	}
	first := 0
	if !asks {
		first = f.firstPage(faults)
	}
	d.Value.Filled = f.draftValues()
	d.Value.From, d.Value.To = f.sheet(first, c.Traits)
	if err := e.saveDraft(ctx, c, d); err != nil {
		return nil, err
	}
	switch {
	case !asks:
		return e.fix(c, d, f.Form, faults), nil
	case !r.opens():
		return bot.Reply{Message: c.Say(sayForm, f.Title).With(bot.Buttons{
			c.Button(labelForm, openDraft, d.ID).Styled(bot.Primary),
		})}, nil
	default:
		sheet := f.show(c, d)
		sheet.Intro = f.introWithFaults(c, sheet.Intro)
		return bot.Ask{Sheet: sheet}, nil
	}
}

// unattended submits a form with what the options give, since nobody can fill in
// the rest. Faults are returned with the form, and no draft is kept. Without any
// options the form is only shown.
func (e *Engine) unattended(ctx context.Context, c *bot.Call, route *bot.Route, f *filled) (bot.Response, error) {
	d := e.newDraft(c)
	d.Value.From, d.Value.To = 0, len(f.Pages)
	if len(c.Values) == 0 {
		return bot.Ask{Sheet: f.show(c, d)}, nil
	}
	faults := f.words(c.Locale)
	if len(faults) == 0 {
		c.Values = f.allValues()
		answer, err := e.do(ctx, c, route)
		if faults = f.fieldProblems(err); len(faults) == 0 {
			return answer, err
		}
	}
	return bot.Amend{Sheet: f.show(c, d), Faults: f.faultsOn(0, len(f.Pages), faults)}, nil
}

// introWithFaults puts the faults of typed options above the form's introduction: a
// form that is being opened cannot show them beside its fields.
func (f *filled) introWithFaults(c *bot.Call, intro bot.Text) bot.Text {
	var above bot.Text
	for _, field := range f.Fields() {
		name := field.About().Name
		if f.faults[name] == nil || c.Values[name] == "" {
			continue
		}
		if len(above) > 0 {
			above = append(above, bot.Span{Text: "\n"})
		}
		above = append(above, c.Text(sayFault, field.About().Label, f.words(c.Locale)[name])...)
	}
	if len(above) > 0 && len(intro) > 0 {
		above = append(above, bot.Span{Text: "\n"})
	}
	return append(above, intro...)
}

// reopen answers [Open the form], [Fix] and [Continue].
func (e *Engine) reopen(ctx context.Context, c *bot.Call, route *bot.Route, d *storage.Record[draft]) (bot.Response, error) {
	f, err := e.build(ctx, c, route, d.Value.Filled)
	if err != nil {
		return nil, err
	}
	if len(f.Pages) == 0 {
		c.Values = f.allValues()
		return e.do(ctx, c, route)
	}
	d.Value.From, d.Value.To = f.sheet(d.Value.From, c.Traits)
	return bot.Ask{Sheet: f.show(c, d)}, nil
}

// submit answers a sheet that was sent: with its faults, with the next sheet, or
// with the route's answer.
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
	f := form.withValues(c, typed)
	d.Value.Filled = f.draftValues()
	if faults := f.faultsWithin(d.Value.From, d.Value.To); len(faults) > 0 {
		return e.amend(ctx, c, d, f, wordsOf(c.Locale, faults))
	}
	if d.Value.To < len(f.Pages) {
		return e.advance(ctx, c, d, f)
	}
	if len(f.faults) > 0 { // the form has new fields since an earlier sheet was sent
		return e.amend(ctx, c, d, f, f.words(c.Locale))
	}
	c.Values = f.allValues()
	answer, err := e.do(ctx, c, route)
	if refused := f.fieldProblems(err); len(refused) > 0 {
		return e.amend(ctx, c, d, f, refused)
	}
	return answer, err
}

// amend shows faults: beside their fields if the platform can, else privately with
// a button that opens the form again.
func (e *Engine) amend(ctx context.Context, c *bot.Call, d *storage.Record[draft], f *filled, faults map[string]bot.Text) (bot.Response, error) {
	here := f.faultsOn(d.Value.From, d.Value.To, faults)
	if c.Traits.InlineFaults && len(here) == len(faults) {
		return bot.Amend{Sheet: f.show(c, d), Faults: here}, nil
	}
	d.Value.From, d.Value.To = f.sheet(f.firstPage(faults), c.Traits)
	if err := e.saveDraft(ctx, c, d); err != nil {
		return nil, err
	}
	if c.Traits.InlineFaults && c.Traits.NextSheet {
		return bot.Amend{Sheet: f.show(c, d), Faults: f.faultsOn(d.Value.From, d.Value.To, faults)}, nil
	}
	return e.fix(c, d, f.Form, faults), nil
}

// faultsOn returns the messages for the fields on pages from to to-1.
func (f *filled) faultsOn(from, to int, faults map[string]bot.Text) map[string]string {
	words := map[string]string{}
	for name, text := range faults {
		if page := f.pageOf(name); page >= from && page < to {
			words[name] = text.String()
		}
	}
	return words
}

// fix lists the faults, with a button that opens the form again as it was filled in.
func (e *Engine) fix(c *bot.Call, d *storage.Record[draft], form bot.Form, faults map[string]bot.Text) bot.Response {
	var facts bot.Facts
	for _, field := range form.Fields() {
		if text, faulty := faults[field.About().Name]; faulty {
			facts = append(facts, bot.Fact{Label: field.About().Label, Value: text})
		}
	}
	say := sayFix
	if form.NoDraft {
		say = sayFixUnkept
	}
	return bot.Reply{Message: c.Say(say, len(facts)).With(facts, bot.Buttons{
		c.Button(labelFix, openDraft, d.ID).Styled(bot.Primary),
	})}
}

// advance saves the draft and goes on to the next sheet: at once if the platform
// can, else behind [Continue].
func (e *Engine) advance(ctx context.Context, c *bot.Call, d *storage.Record[draft], f *filled) (bot.Response, error) {
	d.Value.From, d.Value.To = f.sheet(d.Value.To, c.Traits)
	if err := e.saveDraft(ctx, c, d); err != nil {
		return nil, err
	}
	sheet := f.show(c, d)
	if c.Traits.NextSheet {
		return bot.Ask{Sheet: sheet}, nil
	}
	say := c.Text(sayContinue, f.Title, sheet.Part-1, sheet.Parts)
	if sheet.Part == 1 { // the form grew while it was open
		say = c.Text(sayForm, f.Title)
	}
	return bot.Reply{Message: bot.Say(say).With(bot.Buttons{
		c.Button(labelContinue, openDraft, d.ID).Styled(bot.Primary),
	})}, nil
}

// saveDraft stores d outside of any call's effect: writing it twice is harmless.
func (e *Engine) saveDraft(ctx context.Context, c *bot.Call, d *storage.Record[draft]) error {
	tx := e.DB.Begin(storage.CommunityScope(string(c.In.ID)), "", c.At)
	e.drafts.Put(tx, d)
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("save the draft: %w", err)
	}
	return nil
}
