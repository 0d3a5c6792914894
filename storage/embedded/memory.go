package embedded

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Memory is a Redis within this process. Nothing is kept when it is closed:
// whoever uses it tells people so. It is for the playground and for tests,
// where speed and many communities do not matter.
type Memory struct {
	redis  *miniredis.Miniredis
	secret string
	closed chan struct{}
}

// sweep is how often expired keys go away. miniredis sorts all of its keys for
// that, so it is not done at every command; nobody waits for it, since a TTL
// only collects garbage.
const sweep = 5 * time.Second

// NewMemory starts one on a port of the loopback interface, behind a password
// that only URL tells.
func NewMemory() (*Memory, error) {
	m := &Memory{redis: miniredis.NewMiniRedis(), secret: rand.Text(), closed: make(chan struct{})}
	m.redis.RequireAuth(m.secret)
	if err := m.redis.Start(); err != nil {
		return nil, fmt.Errorf("starting Redis in memory: %w", err)
	}
	go m.sweeps()
	return m, nil
}

func (m *Memory) sweeps() {
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.redis.FastForward(sweep)
		case <-m.closed:
			return
		}
	}
}

// URL is where storage.Open finds it.
func (m *Memory) URL() string {
	u := url.URL{Scheme: "redis", Host: m.redis.Addr(), User: url.UserPassword("default", m.secret)}
	return u.String()
}

// Close forgets everything; call it once. Clients are to be closed before.
func (m *Memory) Close() {
	close(m.closed)
	m.redis.Close()
}
