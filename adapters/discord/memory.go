package discord

import (
	"context"
	"sync"
)

// passing is a Memory that ends with the process.
type passing struct {
	mu sync.Mutex
	of map[string]string
}

func (p *passing) Load(_ context.Context, key string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[key], nil
}

func (p *passing) Store(_ context.Context, key, value string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[string]string{}
	}
	p.of[key] = value
	return nil
}

// cacheSize bounds each cache; a full one is emptied, since everything in it can
// be asked again.
const cacheSize = 20_000

// cache keeps what was learned.
type cache[T any] struct {
	mu sync.Mutex
	of map[string]T
}

func (c *cache[T]) get(key string) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.of[key]
	return v, ok
}

func (c *cache[T]) put(key string, v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= cacheSize {
		c.of = map[string]T{}
	}
	c.of[key] = v
}

func (c *cache[T]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.of, key)
}
