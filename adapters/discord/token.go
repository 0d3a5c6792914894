package discord

import (
	"encoding/base64"
	"strings"

	"github.com/alumnibot/alumnibot/bot/secret"
)

// botOf is the id of the bot, which a token begins with, and which is also that of
// its application; empty if it is not readable.
func botOf(token secret.Value) string {
	first, _, _ := strings.Cut(token.Reveal(), ".")
	id, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !digits(string(id)) {
		return ""
	}
	return string(id)
}
