package slack

import (
	"hash/maphash"
	"sync"
	"time"
)

const (
	turn = 11 * time.Minute
	// mostKept bounds what is remembered since a turn: 10 MB. Slack does not send
	// as much of one app within turn.
	mostKept = 1 << 18
)

// memory remembers what came, for at least eleven minutes: longer than Slack
// comes again with an event, and longer than a signature is good for. It keeps
// 128 bits of each key, which nobody outside can aim at.
type memory struct {
	seeds [2]maphash.Seed
	most  int // how many are remembered since a turn

	mu    sync.Mutex
	now   map[fingerprint]struct{} // since the last turn
	old   map[fingerprint]struct{} // before
	since time.Time
}

type fingerprint [2]uint64

func newMemory() *memory {
	return &memory{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, most: mostKept,
		now: map[fingerprint]struct{}{}, old: map[fingerprint]struct{}{},
	}
}

func (m *memory) fingerprint(key string) fingerprint {
	return fingerprint{maphash.String(m.seeds[0], key), maphash.String(m.seeds[1], key)}
}

// first reports whether key comes for the first time.
func (m *memory) first(key string, at time.Time) bool {
	p := m.fingerprint(key)
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.Sub(m.since) > turn || len(m.now) >= m.most {
		m.old, m.now, m.since = m.now, map[fingerprint]struct{}{}, at
	}
	_, now := m.now[p]
	_, old := m.old[p]
	if now || old {
		return false
	}
	m.now[p] = struct{}{}
	return true
}

func (m *memory) forget(key string) {
	p := m.fingerprint(key)
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.now, p)
	delete(m.old, p)
}
