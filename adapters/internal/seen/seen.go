// Package seen remembers what came, so that it is not done twice.
//
// It promises to remember a key for at least eleven minutes: longer than a
// platform comes again with an event, and longer than a signature is good for. It
// does not know what other copies of the program saw.
package seen

import (
	"hash/maphash"
	"sync"
	"time"
)

const (
	// period is how long keys are collected before those of the period before are
	// forgotten.
	period = 11 * time.Minute
	// maxKeys bounds a period to 10 MB. No platform sends as much of one app
	// within it.
	maxKeys = 1 << 18
)

// Keys remembers keys by 128 bits of hash, which nobody outside can aim at. It is
// safe for concurrent use.
type Keys struct {
	seeds [2]maphash.Seed
	max   int // in a period

	mu     sync.Mutex
	recent map[fingerprint]struct{} // of this period
	old    map[fingerprint]struct{} // of the one before
	began  time.Time
}

type fingerprint [2]uint64

// New returns an empty memory.
func New() *Keys {
	return &Keys{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, max: maxKeys,
		recent: map[fingerprint]struct{}{}, old: map[fingerprint]struct{}{},
	}
}

func (k *Keys) fingerprint(key string) fingerprint {
	return fingerprint{maphash.String(k.seeds[0], key), maphash.String(k.seeds[1], key)}
}

// Add remembers key, and reports whether it is new.
func (k *Keys) Add(key string, at time.Time) bool {
	p := k.fingerprint(key)
	k.mu.Lock()
	defer k.mu.Unlock()
	if at.Sub(k.began) > period || len(k.recent) >= k.max {
		k.old, k.recent, k.began = k.recent, map[fingerprint]struct{}{}, at
	}
	_, recent := k.recent[p]
	_, old := k.old[p]
	if recent || old {
		return false
	}
	k.recent[p] = struct{}{}
	return true
}

// Remove forgets key, of something that was not done and may come again.
func (k *Keys) Remove(key string) {
	p := k.fingerprint(key)
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.recent, p)
	delete(k.old, p)
}
