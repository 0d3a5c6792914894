package discord

import (
	"encoding/base64"
	"strings"
)

// Token is a bot's token. It prints as [secret].
type Token string

// String hides the token from fmt and slog.
func (t Token) String() string {
	if t == "" {
		return ""
	}
	return "[secret]"
}

// GoString hides the token from %#v.
func (t Token) GoString() string { return t.String() }

// bot is the id of the bot, which a token begins with, and which is also that of
// its application; empty if it is not readable.
func (t Token) bot() string {
	first, _, _ := strings.Cut(string(t), ".")
	id, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !digits(string(id)) {
		return ""
	}
	return string(id)
}

func (t Token) header() string { return "Bot " + string(t) }
