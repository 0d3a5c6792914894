package redistest

import (
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Pulse is how much of its time a machine left to a test and its Redis: what is
// done in a time is judged by that.
type Pulse struct {
	mu    sync.Mutex
	beats []time.Time
}

const (
	// restBetween is how long it rests between two beats, and beat how long one
	// takes at most where nobody else uses the machine.
	restBetween = 5 * time.Millisecond
	beat        = 10 * time.Millisecond
)

// Feel asks a Redis again and again until the test ends.
func Feel(t testing.TB, client redis.UniversalClient) *Pulse {
	t.Helper()
	p, ended := &Pulse{}, make(chan struct{})
	var felt sync.WaitGroup
	felt.Go(func() {
		for {
			_ = client.Ping(ctx).Err() // where it is away, that takes its time
			p.mu.Lock()
			p.beats = append(p.beats, time.Now())
			p.mu.Unlock()
			select {
			case <-time.After(restBetween):
			case <-ended:
				return
			}
		}
	})
	t.Cleanup(func() {
		close(ended)
		felt.Wait()
	})
	return p
}

// Rate is how many a second n between two moments are, of the time that they had:
// of a beat that took longer than it should, the rest was somebody else's.
func (p *Pulse) Rate(n int, from, to time.Time) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	had := to.Sub(from)
	for i := 1; i < len(p.beats); i++ {
		begin, end := p.beats[i-1], p.beats[i]
		if begin.After(from) && end.Before(to) {
			had -= max(0, end.Sub(begin)-beat)
		}
	}
	return float64(n) / had.Seconds()
}
