package discord

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

func (t Token) header() string { return "Bot " + string(t) }
