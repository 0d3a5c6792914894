package bot

import (
	"errors"
	"fmt"
	"time"
)

// Problem is an error that the person is shown in their language: what is wrong
// and what would be right. Any other error is logged, and shown as "sorry" with a
// reference.
type Problem struct {
	Text Text
	// Fields has messages for single fields of the form, by field name. While the
	// form is open only they are shown; Text may then be empty.
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

// Refuse returns a Problem with this text.
func Refuse(text Text) error { return &Problem{Text: text} }

// RefuseField returns a Problem with one field's message.
func RefuseField(name string, text Text) error {
	return &Problem{Fields: map[string]Text{name: text}}
}

// Skip is returned by a notice to send nothing to this recipient. Reason is one
// of a few fixed words that reports show; it holds nothing personal.
type Skip struct{ Reason string }

func (s Skip) Error() string { return "skipped: " + s.Reason }

// Defer is returned by a notice to be asked again at Until.
type Defer struct{ Until time.Time }

func (d Defer) Error() string { return "not before " + d.Until.UTC().Format(time.RFC3339) }

// Why an adapter did not send. Any other error from Send is treated as
// ErrUncertain.
var (
	// ErrUnreachable: the person or channel cannot be written to until they act,
	// e.g. open their inbox again.
	ErrUnreachable = errors.New("recipient cannot be reached")
	// ErrRefused: the platform will never take this message.
	ErrRefused = errors.New("message refused by the platform")
	// ErrUncertain: it may or may not have been sent.
	ErrUncertain = errors.New("unknown whether it was sent")
	// ErrNotSent: an uncertain message turned out not to have been sent.
	ErrNotSent = errors.New("it was not sent")
	// ErrStopped: the adapter can send nothing until an operator repairs it, e.g.
	// replaces a revoked token.
	ErrStopped = errors.New("platform connection needs repair")
)

// TryAfter is a rate-limit response: nothing was sent; try again after Seconds.
type TryAfter struct {
	Seconds int
	// Bucket names the exhausted Bucket, if that is the cause.
	Bucket string
}

func (t TryAfter) Error() string { return fmt.Sprintf("platform asks to wait %d s", t.Seconds) }
