package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// maxAttempts limits how often a call runs when others keep changing its records.
	maxAttempts = 6
	// firstBackoff doubles with each attempt. All together they take 0.31 s at most:
	// the answer still comes before the adapter has to acknowledge the event.
	firstBackoff = 10 * time.Millisecond
)

// attempt runs the request until nobody else changes its records meanwhile.
func (e *Engine) attempt(ctx context.Context, r *request) (bot.Response, error) {
	for n := 1; ; n++ {
		answer, err := e.attemptOnce(storage.WithMemo(ctx), r)
		if !errors.Is(err, storage.ErrConflict) {
			return answer, err
		}
		if n == maxAttempts || !sleep(ctx, backoff(n)) {
			return nil, err
		}
	}
}

// backoff is how long to wait after so many conflicts: at random, so that calls
// that got in each other's way do not do so again.
func backoff(conflicts int) time.Duration { return rand.N(firstBackoff << (conflicts - 1)) }

// sleep reports whether the time passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
