package redistest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Trips is a hook that counts round trips: a command is one, a pipeline is one.
// What a new connection says first is not counted, nor is a script that the
// server did not know yet: that happens once in a server's life. It also counts how
// much text the answers have.
type Trips struct{ n, read atomic.Int64 }

// Count is how many there were since the last Reset.
func (t *Trips) Count() int { return int(t.n.Load()) }

// Read is how many bytes of text were in the answers since the last Reset.
func (t *Trips) Read() int { return int(t.read.Load()) }

// Reset begins to count at 0.
func (t *Trips) Reset() {
	t.n.Store(0)
	t.read.Store(0)
}

// DialHook changes nothing.
func (t *Trips) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook counts a command.
func (t *Trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		err := next(ctx, c)
		if !redis.HasErrorPrefix(err, "NOSCRIPT") {
			t.count(c)
		}
		return err
	}
}

// ProcessPipelineHook counts a pipeline.
func (t *Trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cs []redis.Cmder) error {
		err := next(ctx, cs)
		t.count(cs...)
		return err
	}
}

func (t *Trips) count(cs ...redis.Cmder) {
	said := false
	for _, c := range cs {
		if redis.HasErrorPrefix(c.Err(), "NOSCRIPT") {
			return
		}
		t.read.Add(int64(textIn(c)))
		switch c.Name() {
		case "hello", "auth", "select", "client", "readonly", "cluster", "command":
		default:
			said = true
		}
	}
	if said {
		t.n.Add(1)
	}
}

// textIn is how many bytes of text the answer to a command has.
func textIn(c redis.Cmder) int {
	switch c := c.(type) {
	case *redis.Cmd:
		return textOf(c.Val())
	case *redis.SliceCmd:
		return textOf(c.Val())
	case *redis.StringCmd:
		return len(c.Val())
	}
	return 0
}

func textOf(answer any) (n int) {
	switch answer := answer.(type) {
	case string:
		return len(answer)
	case []any:
		for _, part := range answer {
			n += textOf(part)
		}
	}
	return n
}

// oneTag is a hook that fails the test when a command of the bot has keys under
// more than one hash tag, or under none. miniredis would not mind.
type oneTag struct{ t testing.TB }

func (h oneTag) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h oneTag) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		h.check(c)
		return next(ctx, c)
	}
}

func (h oneTag) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cs []redis.Cmder) error {
		for _, c := range cs {
			h.check(c)
		}
		return next(ctx, cs)
	}
}

func (h oneTag) check(c redis.Cmder) {
	var keys []any
	args := c.Args()
	switch c.Name() {
	case "eval", "evalsha":
		n, ok := args[2].(int)
		if !ok || n < 2 {
			h.t.Errorf("%s has %v keys; a script must name at least two (see commit.lua)", c.Name(), args[2])
			return
		}
		keys = args[3 : 3+n]
	case "hmget", "hget", "zcard", "get", "zrange":
		keys = args[1:2]
	}
	tags := make(map[string]bool)
	for _, k := range keys {
		key := fmt.Sprint(k)
		open, end := strings.Index(key, "{"), strings.Index(key, "}")
		if open != 0 || end < 2 {
			h.t.Errorf("key %q of %s does not begin with a hash tag", key, c.Name())
			continue
		}
		tags[key[:end+1]] = true
	}
	if len(tags) > 1 {
		h.t.Errorf("%s has keys under several hash tags: %v", c.Name(), keys)
	}
}
