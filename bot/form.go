package bot

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Values are the values of fields or options by name. An absent name and an empty
// value mean the same.
type Values map[string]string

// Int is the number under name, or 0: for values that were checked.
func (v Values) Int(name string) int {
	n, _ := strconv.Atoi(v[name])
	return n
}

// List is what was chosen under name; empty if nothing was.
func (v Values) List(name string) []string {
	if v[name] == "" {
		return nil
	}
	return strings.Split(v[name], ",")
}

// Date is the day under name, or the zero Date: for values that were checked.
func (v Values) Date(name string) Date {
	d, _ := ParseISODate(v[name])
	return d
}

// Ticked reports whether the box under name was ticked.
func (v Values) Ticked(name string) bool { return v[name] == Yes }

// Form is what a route asks before it runs.
type Form struct {
	Title  string // at most MaxTitle characters
	Submit string // the button's label, at most MaxTitle characters
	Intro  Text   // above the first page
	Pages  []Page
	Values Values // what the fields hold when the form opens
	// NoDraft: input is not stored before the route runs. Where a platform cannot
	// show faults beside fields, the form opens again as it was at first. Such a
	// form has one page.
	NoDraft bool
}

// Page is a group of at most MaxFields fields that belong together: the author
// marks the breaks, platforms with room show several at once.
type Page struct {
	Heading string
	Fields  []Field
}

// Fields are the form's fields in order.
func (f Form) Fields() []Field {
	var all []Field
	for _, p := range f.Pages {
		all = append(all, p.Fields...)
	}
	return all
}

// Check reports what in the form's declaration is outside of the neutral
// limits. It is for tests: a form that fails here is a mistake in the code.
func (f Form) Check() error {
	if n := utf8.RuneCountInString(f.Title); n == 0 || n > MaxTitle {
		return fmt.Errorf("form title %q: 1 to %d characters", f.Title, MaxTitle)
	}
	if utf8.RuneCountInString(f.Submit) > MaxTitle {
		return fmt.Errorf("form %q: submit label %q: at most %d characters", f.Title, f.Submit, MaxTitle)
	}
	if f.NoDraft && len(f.Pages) > 1 {
		return fmt.Errorf("form %q: %d pages, and no draft is kept: at most 1", f.Title, len(f.Pages))
	}
	seen := map[string]bool{}
	for _, page := range f.Pages {
		if n := len(page.Fields); n == 0 || n > MaxFields {
			return fmt.Errorf("form %q: page %q has %d fields: 1 to %d", f.Title, page.Heading, n, MaxFields)
		}
		for _, field := range page.Fields {
			b := field.About()
			if b.Name == "" || seen[b.Name] {
				return fmt.Errorf("form %q: field name %q is empty or not unique", f.Title, b.Name)
			}
			seen[b.Name] = true
			if n := utf8.RuneCountInString(b.Label); n == 0 || n > MaxLabel {
				return fmt.Errorf("form %q: label %q: 1 to %d characters", f.Title, b.Label, MaxLabel)
			}
			if n := utf8.RuneCountInString(b.Hint); n > MaxHint {
				return fmt.Errorf("form %q: hint %q: at most %d characters", f.Title, b.Hint, MaxHint)
			}
			if err := checkPickList(field); err != nil {
				return fmt.Errorf("form %q: field %q: %w", f.Title, b.Name, err)
			}
		}
	}
	return nil
}

func checkPickList(field Field) error {
	var picks []Pick
	switch f := field.(type) {
	case Choice:
		picks = f.Picks
	case Choices:
		picks = f.Picks
	default:
		return nil
	}
	if len(picks) == 0 || len(picks) > MaxPicks {
		return fmt.Errorf("%d picks: 1 to %d", len(picks), MaxPicks)
	}
	for _, p := range picks {
		if p.Value == "" || strings.Contains(p.Value, ",") {
			return fmt.Errorf("pick value %q: not empty, no comma", p.Value)
		}
		if n := utf8.RuneCountInString(p.Label); n == 0 || n > MaxButton {
			return fmt.Errorf("pick label %q: 1 to %d characters", p.Label, MaxButton)
		}
	}
	return nil
}
