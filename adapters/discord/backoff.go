package discord

import (
	"math/rand/v2"
	"time"
)

// backoff is the pause before the next try: it doubles, and is never the same
// for everybody.
type backoff struct{ now, most time.Duration }

func newPause(p Pace) *backoff { return &backoff{p.Reconnect, p.ReconnectMost} }

func (b *backoff) next() time.Duration {
	d := b.now
	b.now = min(2*b.now, b.most)
	return d/2 + rand.N(d/2+1)
}
