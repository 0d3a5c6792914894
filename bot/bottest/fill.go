package bottest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// openDraft is the route of the engine's [Fix] and [Continue].
const openDraft = "form.open"

// filling is a form that somebody has open, and what they mean to write into
// parts of it that they have not seen yet.
type filling struct {
	form   *OpenForm
	shown  *block            // where it is printed
	parts  int               // how many of its parts are
	labels map[string]string // names of the fields seen so far, by label
	typed  []entry
	fix    *Press // opens the form again
}

// printForm prints a form that came up: whole, or the faults in one that was
// sent.
func (p *player) printForm(n Shown) ([]*block, error) {
	who, sheet := n.Place.Person, n.Form.Sheet
	if err := CheckSheet(sheet, p.traits); err != nil {
		return nil, fmt.Errorf("what is asked is outside of the limits: %w", err)
	}
	f := &filling{form: n.Form, labels: map[string]string{}}
	f.learn()
	p.forms[who] = f
	if n.Form.Faults != nil {
		return f.faultBlocks(n.Form.Faults), nil
	}
	title := oneLine(sheet.Title)
	if !p.merge && sheet.Parts > 1 {
		title = fmt.Sprintf("%s (%d/%d)", title, sheet.Part, sheet.Parts)
	}
	f.shown = &block{head: "form: " + title}
	if len(sheet.Intro) > 0 {
		f.shown.body = printParagraph(sheet.Intro)
	}
	p.printPart(f)
	return []*block{f.shown}, nil
}

// printPart adds the sheet's part to the printed form, if it is the next one.
func (p *player) printPart(f *filling) {
	sheet := f.form.Sheet
	if f.shown == nil || p.merge && f.parts > 0 && sheet.Part != f.parts+1 {
		return
	}
	f.parts = sheet.Part
	f.shown.body = append(f.shown.body, printSections(sheet, p.nameOf)...)
	f.shown.open = p.merge && sheet.Part < sheet.Parts
	if !f.shown.open {
		f.shown.body = append(f.shown.body, "["+oneLine(sheet.Submit)+"]")
	}
}

func (p *player) nameOf(u bot.User) string {
	for id := range p.screens.people {
		if p.stage.Account(id) == u {
			return id
		}
	}
	return string(u)
}

// learn remembers what the fields of the sheet are called.
func (f *filling) learn() {
	for _, s := range f.form.Sheet.Sections {
		for _, field := range s.Fields {
			f.labels[field.About().Label] = field.About().Name
		}
	}
}

// faultBlocks are faults in the order of the fields.
func (f *filling) faultBlocks(faults map[string]string) []*block {
	var out []*block
	left := len(faults)
	for _, s := range f.form.Sheet.Sections {
		for _, field := range s.Fields {
			if words, ok := faults[field.About().Name]; ok {
				out = append(out, faultBlock(field.About().Name, words))
				left--
			}
		}
	}
	if left > 0 {
		out = append(out, &block{head: fmt.Sprintf("fault beside no field: %d", left)})
	}
	return out
}

func faultBlock(name, words string) *block {
	return &block{head: "fault " + name + ": " + oneLine(words)}
}

// fill writes into the open form and sends it.
func (p *player) fill(ctx context.Context, who string, what fills) error {
	if what.of != "" {
		return p.fillOther(ctx, who, what)
	}
	f := p.forms[who]
	if f == nil {
		return fmt.Errorf("%s has no form open", who)
	}
	f.typed = overlay(f.typed, what.entries)
	if f.fix != nil {
		fix := *f.fix
		f.fix = nil
		if err := p.reopen(ctx, f, fix); err != nil {
			return err
		}
	}
	for {
		next, err := p.send(ctx, who, f)
		if err != nil || next == nil {
			return err
		}
		if err := p.reopen(ctx, f, *next); err != nil {
			return err
		}
	}
}

// fillOther sends somebody else's form as one's own.
func (p *player) fillOther(ctx context.Context, who string, what fills) error {
	f := p.forms[what.of]
	if f == nil {
		return fmt.Errorf("%s has no form open", what.of)
	}
	theirs := filling{form: f.form, typed: what.entries}
	values, err := p.values(&theirs)
	if err != nil {
		return err
	}
	return p.stage.Act(ctx, Submit{who, f.form.Sheet.ID, values})
}

// send sends the sheet that is open. It returns the press that leads to the
// next one; nil if there is none.
func (p *player) send(ctx context.Context, who string, f *filling) (*Press, error) {
	values, err := p.values(f)
	if err != nil {
		return nil, err
	}
	if !p.merge && len(f.typed) > 0 {
		return nil, fmt.Errorf("the form has no field %s", f.typed[0].name)
	}
	delete(p.forms, who)
	if err := p.stage.Act(ctx, Submit{who, f.form.Sheet.ID, values}); err != nil {
		return nil, err
	}
	shown := p.stage.Shown()
	if p.merge {
		press, faults := p.wayBack(who, shown)
		switch {
		case press != nil && faults != nil:
			f.fix = press
			// What a form does not offer is gone when it is shown again.
			f.typed = slices.DeleteFunc(f.typed, func(e entry) bool { return e.forged })
			p.forms[who] = f
			p.blocks = append(p.blocks, f.faultsByLabel(faults)...)
			if f.form.Sheet.Part < f.form.Sheet.Parts {
				p.blocks = append(p.blocks, &block{unless: slices.Sorted(maps.Values(f.labels))})
			}
			return nil, nil
		case press != nil:
			return press, nil
		case len(f.typed) > 0:
			return nil, fmt.Errorf("the form has no field %s", f.typed[0].name)
		}
	}
	return nil, p.present(shown)
}

// wayBack finds the engine's private [Continue], or [Fix] with its faults.
func (p *player) wayBack(who string, shown []Shown) (*Press, bot.Facts) {
	if len(shown) != 1 || shown[0].Place.Kind != Private {
		return nil, nil
	}
	var facts bot.Facts
	for _, b := range shown[0].Message.Blocks {
		switch b := b.(type) {
		case bot.Facts:
			facts = b
		case bot.Buttons:
			if len(b) == 1 && b[0].Action.Route == openDraft {
				p.walked[shown[0].Ref] = true
				return &Press{who, b[0].Action, shown[0].Ref, shown[0].Place}, facts
			}
		}
	}
	return nil, nil
}

func (f *filling) faultsByLabel(facts bot.Facts) []*block {
	var out []*block
	for _, fact := range facts {
		name := f.labels[fact.Label]
		if name == "" {
			name = fact.Label
		}
		out = append(out, faultBlock(name, fact.Value.String()))
	}
	return out
}

// reopen presses [Fix] or [Continue], which has to bring the form back.
func (p *player) reopen(ctx context.Context, f *filling, press Press) error {
	if err := p.stage.Act(ctx, press); err != nil {
		return err
	}
	shown := p.stage.Shown()
	if len(shown) != 1 || shown[0].Form == nil {
		if err := p.present(shown); err != nil {
			return err
		}
		return fmt.Errorf("the button that continues the form did not open it:\n%s", strings.Join(linesOf(p.blocks), "\n"))
	}
	f.form = shown[0].Form
	if err := CheckSheet(f.form.Sheet, p.traits); err != nil {
		return fmt.Errorf("what is asked is outside of the limits: %w", err)
	}
	f.learn()
	p.printPart(f)
	return nil
}

// values are what the sheet holds with what is typed over it. What was used of
// typed is taken out of it.
func (p *player) values(f *filling) (bot.Values, error) {
	values := bot.Values{}
	for _, s := range f.form.Sheet.Sections {
		for _, field := range s.Fields {
			name := field.About().Name
			values[name] = f.form.Sheet.Values[name]
			i := slices.IndexFunc(f.typed, func(e entry) bool { return e.name == name })
			if i < 0 {
				continue
			}
			v, err := p.enter(field, f.typed[i])
			if err != nil {
				return nil, err
			}
			values[name] = v
			f.typed = slices.Delete(f.typed, i, i+1)
		}
	}
	f.typed = slices.DeleteFunc(f.typed, func(e entry) bool {
		if e.forged && !p.merge || e.forged && f.form.Sheet.Part == f.form.Sheet.Parts {
			values[e.name] = e.value
			return true
		}
		return false
	})
	return values, nil
}

// overlay puts later entries over earlier ones of the same name.
func overlay(old, later []entry) []entry {
	merged := slices.Clone(later)
	for _, e := range old {
		if !slices.ContainsFunc(later, func(l entry) bool { return l.name == e.name }) {
			merged = append(merged, e)
		}
	}
	return merged
}
