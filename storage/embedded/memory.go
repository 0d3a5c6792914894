package embedded

import (
	"crypto/rand"
	"fmt"
	"net/url"

	"github.com/alicebob/miniredis/v2"
)

// Memory is a Redis within this process. Nothing is kept when it is closed:
// whoever uses it tells people so. It is for the playground and for tests,
// where speed and many communities do not matter.
type Memory struct {
	redis  *miniredis.Miniredis
	secret string
}

// NewMemory starts one on a port of the loopback interface, behind a password
// that only URL tells. What expires there does so by the machine's clock.
func NewMemory() (*Memory, error) {
	m := &Memory{redis: miniredis.NewMiniRedis(), secret: rand.Text()}
	m.redis.RequireAuth(m.secret)
	m.redis.ClockTTL(true)
	if err := m.redis.Start(); err != nil {
		return nil, fmt.Errorf("starting Redis in memory: %w", err)
	}
	return m, nil
}

// URL is where storage.Open finds it.
func (m *Memory) URL() string {
	u := url.URL{Scheme: "redis", Host: m.redis.Addr(), User: url.UserPassword("default", m.secret)}
	return u.String()
}

// Close forgets everything. Clients are to be closed before.
func (m *Memory) Close() { m.redis.Close() }
