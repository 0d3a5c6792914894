package kit

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

// Move is one thing that can be done with something, and in which states. The
// moves of a room are one table: it decides which buttons are shown, and refuses
// a button from before.
type Move[S comparable] struct {
	Route string
	Label bot.Sentence
	Style bot.Style
	From  []S
}

// Moves is the table, in the order of the buttons.
type Moves[S comparable] []Move[S]

// Buttons are what can be done in a state with what arg names.
func (t Moves[S]) Buttons(l bot.Localizer, state S, arg string) (row bot.Buttons) {
	for _, m := range t {
		if slices.Contains(m.From, state) {
			row = append(row, l.Button(m.Label, m.Route, arg).Styled(m.Style))
		}
	}
	return row
}

// Allows reports whether a route may be taken in a state. It may not if the table
// does not have it.
func (t Moves[S]) Allows(route string, state S) bool {
	return slices.ContainsFunc(t, func(m Move[S]) bool { return m.Route == route && slices.Contains(m.From, state) })
}
