package bot

import (
	"errors"
	"fmt"
	"time"
)

// Problem is an error in words for the person: what is wrong and what would be
// right, in their language. Every other error is shown as "sorry" with a
// reference, and logged.
type Problem struct {
	Text Text
	// Fields puts the words beside fields of the form, by name. They may be
	// all there is; while the form is open they are all that is shown.
	Fields map[string]Text
	// Next is what the person can do instead, below the text; at most
	// MaxButtons.
	Next Buttons
	// Cause is for the log.
	Cause error
}

func (p *Problem) Error() string {
	if p.Cause != nil {
		return "problem: " + p.Cause.Error()
	}
	return "problem shown to the person"
}

func (p *Problem) Unwrap() error { return p.Cause }

// Refuse is a Problem with nothing but its text.
func Refuse(text Text) error { return &Problem{Text: text} }

// RefuseField is a Problem with one field.
func RefuseField(name string, text Text) error {
	return &Problem{Fields: map[string]Text{name: text}}
}

// Withheld says that a notice is not to be sent to a recipient, and why. The
// reason is one of a few words, kept in reports: nothing personal.
type Withheld struct{ Reason string }

func (w Withheld) Error() string { return "withheld: " + w.Reason }

// Later says that a notice is not to be sent to a recipient before a moment.
type Later struct{ Until time.Time }

func (l Later) Error() string { return "not before " + l.Until.UTC().Format(time.RFC3339) }

// Why an adapter did not send. Anything else that Send returns is treated as
// Uncertain.
var (
	// ErrUnreachable: this person or channel cannot be written to, now or
	// later, until they do something.
	ErrUnreachable = errors.New("recipient cannot be reached")
	// ErrRefused: the platform will never take this message.
	ErrRefused = errors.New("message refused by the platform")
	// ErrUncertain: it may or may not have been sent.
	ErrUncertain = errors.New("unknown whether it was sent")
	// ErrNotSent: what was uncertain is known now, and it was not sent.
	ErrNotSent = errors.New("it was not sent")
	// ErrStopped: nothing can be sent by this adapter until somebody repairs
	// it (a revoked token, say).
	ErrStopped = errors.New("platform connection needs repair")
)

// TryAfter says that a platform wants less: nothing was sent, try again after
// Seconds.
type TryAfter struct {
	Seconds int
	// Bucket is the one of Limits that is full, if that is why.
	Bucket string
}

func (t TryAfter) Error() string { return fmt.Sprintf("platform asks to wait %d s", t.Seconds) }
