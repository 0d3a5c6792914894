// Package retry tries again: with growing, random pauses, for as long as it may.
//
// It promises that two callers that failed at the same moment do not come back at
// the same moment, and that every pause ends with its context.
package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Sleep waits for d, not at all if d is not positive. It reports false if ctx ended
// first.
func Sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Backoff is the pauses between attempts. They double from Min to Max, and each
// is shortened at random by up to a half. It is not safe for concurrent use.
type Backoff struct {
	Min, Max time.Duration
	last     time.Duration // before it was shortened
}

// Next returns the next pause.
func (b *Backoff) Next() time.Duration {
	b.last = min(max(b.Min, 2*b.last), b.Max)
	return b.last/2 + rand.N(b.last/2+1)
}

// Sleep waits for the next pause. It reports false if ctx ended first.
func (b *Backoff) Sleep(ctx context.Context) bool { return Sleep(ctx, b.Next()) }

// Reset begins with Min again, after an attempt that succeeded.
func (b *Backoff) Reset() { b.last = 0 }

// After is an error that asks for a pause before the next attempt.
type After struct {
	Err   error
	Pause time.Duration
}

func (a After) Error() string { return a.Err.Error() }

func (a After) Unwrap() error { return a.Err }

// Do makes at most tries attempts, as long as they return After. It returns the
// last error, without After; at once if ctx would end during the pause.
func Do(ctx context.Context, tries int, attempt func(try int) error) error {
	for try := 1; ; try++ {
		err := attempt(try)
		var after After
		if !errors.As(err, &after) {
			return err
		}
		end, limited := ctx.Deadline()
		if try >= tries || limited && time.Until(end) < after.Pause || !Sleep(ctx, after.Pause) {
			return after.Err
		}
	}
}
