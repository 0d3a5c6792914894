package discord

import (
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// A custom id is what Discord brings back of a button or a form. Behind marker
// it holds what only this adapter needs; what the bot reads stands before it.
const (
	marker = "¶"
	// afterPreface marks what opens a form, or was opened, from a message that
	// only stood before the form.
	afterPreface = marker + "p"
)

// buttonID is the action as a custom id. In one message no two may be the same,
// so that the n-th with the same action, counted from 0, says which it is.
func buttonID(a bot.Action, n int) string {
	id := a.Encode()
	if n > 0 || strings.Contains(id, marker) {
		id += marker + strconv.Itoa(n)
	}
	return id
}

// plainID is the custom id as the bot reads it.
func plainID(id string) string {
	if at := strings.LastIndex(id, marker); at >= 0 {
		return id[:at]
	}
	return id
}
