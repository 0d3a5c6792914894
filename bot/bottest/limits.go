package bottest

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
)

// CheckMessage reports what in a message is outside of the neutral limits:
// rows, buttons, labels, actions, and characters in all.
func CheckMessage(m bot.Message) error {
	var wrong []error
	rows, total := 0, 0
	count := func(t bot.Text) { total += utf8.RuneCountInString(t.String()) + 1 }
	for _, b := range withTables(m.Blocks) {
		bot.SwitchBlock(b,
			func(b bot.Heading) { count(b.Text) },
			func(b bot.Paragraph) { count(b.Text) },
			func(b bot.Note) { count(b.Text) },
			func(b bot.Facts) {
				for _, f := range b {
					count(bot.Plain(f.Label + ": "))
					count(f.Value)
				}
			},
			func(bot.Chart) {}, // its table stands in its place
			func(b bot.Buttons) {
				rows++
				wrong = append(wrong, checkRow(b))
			},
			func(b bot.File) {
				if b.Name == "" || len(b.Content) == 0 {
					wrong = append(wrong, fmt.Errorf("a file without a name or content"))
				}
			},
		)
	}
	if rows > bot.MaxRows {
		wrong = append(wrong, fmt.Errorf("%d rows of buttons: at most %d", rows, bot.MaxRows))
	}
	if total > bot.MaxText {
		wrong = append(wrong, fmt.Errorf("%d characters in one message: at most %d", total, bot.MaxText))
	}
	if len(m.Blocks) == 0 {
		wrong = append(wrong, fmt.Errorf("a message without content"))
	}
	return errors.Join(wrong...)
}

// withTables are the blocks with the tables of charts in their place.
func withTables(blocks []bot.Block) []bot.Block {
	var out []bot.Block
	for _, b := range blocks {
		if c, ok := b.(bot.Chart); ok {
			out = append(out, c.Table()...)
			continue
		}
		out = append(out, b)
	}
	return out
}

func checkRow(row bot.Buttons) error {
	if len(row) == 0 || len(row) > bot.MaxButtons {
		return fmt.Errorf("%d buttons in a row: 1 to %d", len(row), bot.MaxButtons)
	}
	primary := 0
	for _, b := range row {
		if n := utf8.RuneCountInString(b.Label); n == 0 || n > bot.MaxButton {
			return fmt.Errorf("button label %q: 1 to %d characters", b.Label, bot.MaxButton)
		}
		if err := b.Action.Check(); err != nil {
			return fmt.Errorf("button %q: %w", b.Label, err)
		}
		if b.Style == bot.Primary {
			primary++
		}
	}
	if primary > 1 {
		return fmt.Errorf("%d primary buttons in a row: at most 1", primary)
	}
	return nil
}

// CheckSheet reports what in a sheet is outside of the neutral limits, or more
// than a platform with these traits shows at once.
func CheckSheet(s bot.Sheet, t bot.Traits) error {
	form := bot.Form{Title: s.Title, Submit: s.Submit, Intro: s.Intro, Pages: s.Sections, Values: s.Values}
	if err := form.Check(); err != nil {
		return err
	}
	if n := len(form.Fields()); n == 0 || n > t.FormFields {
		return fmt.Errorf("form %q: %d fields at once: 1 to %d", s.Title, n, t.FormFields)
	}
	if n := len(s.ID); n == 0 || n > bot.MaxArg {
		return fmt.Errorf("form %q: id of %d bytes: 1 to %d", s.Title, n, bot.MaxArg)
	}
	return nil
}
