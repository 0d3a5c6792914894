// Package secret holds tokens and passwords, so that nothing prints them by
// accident.
//
// It promises that no verb of package fmt, no encoder and no log shows a value,
// also where it stands in an unexported field of something else. Only Reveal
// does.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Value is a secret. The zero Value is empty. Two Values of the same secret are
// not equal by ==.
type Value struct {
	// A pointer, because fmt prints unexported fields without asking methods.
	text *string
}

const hidden = "[secret]"

// New returns the secret s.
func New(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{&s}
}

// Reveal returns the secret itself, for whoever has to send it.
func (v Value) Reveal() string {
	if v.text == nil {
		return ""
	}
	return *v.text
}

// IsZero reports whether there is no secret.
func (v Value) IsZero() bool { return v.text == nil }

// String returns "[secret]", or nothing for the zero Value.
func (v Value) String() string {
	if v.IsZero() {
		return ""
	}
	return hidden
}

// Format hides the secret from every verb.
func (v Value) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, v.String()) }

// LogValue hides the secret from package slog.
func (v Value) LogValue() slog.Value { return slog.StringValue(v.String()) }

// MarshalText hides the secret from encoders such as JSON, TOML and XML.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// GobEncode hides the secret from gob, which asks no MarshalText.
func (v Value) GobEncode() ([]byte, error) { return v.MarshalText() }

// GobDecode refuses: what gob wrote is not the secret.
func (v *Value) GobDecode([]byte) error { return fmt.Errorf("a secret cannot be read from gob") }

// UnmarshalText reads the secret from a file or the environment.
func (v *Value) UnmarshalText(b []byte) error {
	*v = New(string(b))
	return nil
}
