package slack

import (
	"sync"
	"time"
)

// tally counts what is under way, and tells when nothing is.
type tally struct {
	mu   sync.Mutex
	n    int
	zero chan struct{} // closed when n falls to 0; nil while n is 0
}

// enter counts one more, unless there are most already.
func (t *tally) enter(most int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n >= most {
		return false
	}
	if t.n == 0 {
		t.zero = make(chan struct{})
	}
	t.n++
	return true
}

func (t *tally) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 {
		close(t.zero)
		t.zero = nil
	}
}

// await returns true when nothing is under way, and false when late comes
// first.
func (t *tally) await(late <-chan time.Time) bool {
	t.mu.Lock()
	zero := t.zero
	t.mu.Unlock()
	if zero == nil {
		return true
	}
	select {
	case <-zero:
		return true
	case <-late:
		return false
	}
}
