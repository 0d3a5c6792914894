package embedded

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"slices"
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

// Entry is one value that Redis holds: of a hash with its field, of everything else
// with an empty one.
type Entry struct{ Key, Field, Value string }

// Entries is everything that Redis holds, whatever its type, in an order of its keys.
func (m *Memory) Entries() ([]Entry, error) {
	var all []Entry
	for _, key := range m.redis.Keys() {
		entries, err := m.entries(key)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		all = append(all, entries...)
	}
	return all, nil
}

func (m *Memory) entries(key string) (all []Entry, err error) {
	var values []string
	switch kind := m.redis.Type(key); kind {
	case "string":
		value, err := m.redis.Get(key)
		return []Entry{{Key: key, Value: value}}, err
	case "hash":
		fields, err := m.redis.HKeys(key)
		for _, f := range fields {
			all = append(all, Entry{key, f, m.redis.HGet(key, f)})
		}
		return all, err
	case "list":
		values, err = m.redis.List(key)
	case "set":
		values, err = m.redis.Members(key)
	case "zset":
		var scores map[string]float64
		scores, err = m.redis.SortedSet(key)
		values = slices.Sorted(maps.Keys(scores))
	case "stream":
		var entries []miniredis.StreamEntry
		entries, err = m.redis.Stream(key)
		for _, e := range entries {
			values = append(values, e.Values...)
		}
	default:
		return nil, fmt.Errorf("a %q is nothing that can be looked into", kind)
	}
	for _, v := range values {
		all = append(all, Entry{Key: key, Value: v})
	}
	return all, err
}

// Close forgets everything; call it once. Clients are to be closed before.
func (m *Memory) Close() {
	close(m.closed)
	m.redis.Close()
}
