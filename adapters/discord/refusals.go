package discord

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// refusals are the answers by which Discord counts whether it shuts an address
// out: 10,000 of 401, 403 and 429 within ten minutes. A 429 for a limit that is
// shared with others does not count.
type refusals struct {
	mu      sync.Mutex
	minutes [10]struct {
		minute int64
		n      int
	}
}

const (
	// fewRefusals is where nothing is asked any more but what people wait for,
	// and mostRefusals where that is not either.
	fewRefusals  = 8000
	mostRefusals = 9500
)

var errTooManyRefusals = errors.New("paused, since Discord refused so much that it would shut the address out")

func (r *refusals) note(status int, scope string, now time.Time) {
	if status != http.StatusUnauthorized && status != http.StatusForbidden && (status != http.StatusTooManyRequests || scope == "shared") {
		return
	}
	minute := now.Unix() / 60
	r.mu.Lock()
	defer r.mu.Unlock()
	m := &r.minutes[minute%10]
	if m.minute != minute {
		m.minute, m.n = minute, 0
	}
	m.n++
}

// wait is how long to ask nothing, so that there are fewer than most within ten
// minutes.
func (r *refusals) wait(most int, now time.Time) time.Duration {
	minute := now.Unix() / 60
	r.mu.Lock()
	defer r.mu.Unlock()
	all := 0
	for _, m := range r.minutes {
		if m.minute > minute-10 {
			all += m.n
		}
	}
	if all < most {
		return 0
	}
	return time.Minute
}
