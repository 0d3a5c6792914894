package bottest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// MessageOf is what a response shows if it is not a form; else an empty message.
func MessageOf(r bot.Response) bot.Message {
	switch r := r.(type) {
	case bot.Reply:
		return r.Message
	case bot.Update:
		return r.Message
	}
	return bot.Message{}
}

// Read is what a response says, a line for each part, as scripts show it: what
// people wrote cannot be taken for marks there.
func Read(r bot.Response) string { return said(r, Lines) }

// Words is what a response says, a line for each part, without any marks: what
// people wrote stands there as they wrote it.
func Words(r bot.Response) string { return said(r, plainly) }

func said(r bot.Response, lines func(bot.Message) []string) (text string) {
	message := func(m bot.Message) { text = strings.Join(lines(m), "\n") }
	bot.SwitchResponse(r,
		func(r bot.Reply) { message(r.Message) },
		func(r bot.Update) { message(r.Message) },
		func(bot.Nothing) { text = "nothing" },
		func(r bot.Ask) { text = "form: " + r.Sheet.Title },
		func(r bot.Amend) {
			text = "faults: " + r.Sheet.Title
			for _, name := range slices.Sorted(maps.Keys(r.Faults)) {
				text += "\n" + name + ": " + r.Faults[name]
			}
		},
		func(bot.Reject) { text = "rejected" },
	)
	return text
}

func plainly(m bot.Message) (lines []string) {
	for _, block := range m.Blocks {
		lines = append(lines, bot.Message{Blocks: []bot.Block{block}}.Words()...)
		row, _ := block.(bot.Buttons)
		for _, button := range row {
			lines = append(lines, "["+button.Label+"]")
		}
	}
	return lines
}

// Buttons are the buttons of a response, from the first row on.
func Buttons(r bot.Response) []bot.Button {
	var all []bot.Button
	for _, block := range MessageOf(r).Blocks {
		if row, ok := block.(bot.Buttons); ok {
			all = append(all, row...)
		}
	}
	return all
}

// ActionOf is the action of the response's first button with the label. The test
// ends where there is none.
func ActionOf(t testing.TB, r bot.Response, label string) bot.Action {
	t.Helper()
	for _, b := range Buttons(r) {
		if b.Label == label {
			return b.Action
		}
	}
	t.Fatalf("no button %q in:\n%s", label, Read(r))
	return bot.Action{}
}
