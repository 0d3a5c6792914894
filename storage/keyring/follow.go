package keyring

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// channel is where copies tell each other whose key is destroyed.
const channel = "keyring:destroyed"

// silence is after how long without a word the connection is tested: twice this is
// how long another copy may still use a key that was destroyed.
const silence = 2 * time.Second

func message(p person) string { return p.space + "\x00" + p.id }

// Follow keeps keys in memory until ctx ends or the connection breaks, which is the
// error. While nobody follows, every Get asks Redis: a key that another copy
// destroyed would otherwise be used for ever.
func (r *Keyring) Follow(ctx context.Context) error {
	sub := r.client.Subscribe(ctx, channel)
	defer func() { _ = sub.Close() }()
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })()
	if _, err := sub.Receive(ctx); err != nil {
		return fmt.Errorf("follow the keyring: %w", err)
	}
	r.follow(true)
	defer r.follow(false)
	asked := false
	for {
		m, err := sub.ReceiveTimeout(ctx, silence)
		if ctx.Err() != nil {
			return nil
		}
		if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() && !asked {
			asked, err = true, sub.Ping(ctx)
		}
		if err != nil {
			return fmt.Errorf("follow the keyring: %w", err)
		}
		switch m := m.(type) {
		case *redis.Pong:
			asked = false
		case *redis.Message:
			space, id, _ := strings.Cut(m.Payload, "\x00")
			r.forget(person{space, id})
		case *redis.Subscription: // after a break, in which something may have been said
			r.follow(true)
		}
	}
}

// follow begins with nothing in memory.
func (r *Keyring) follow(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.following = on
	r.destroyed++
	clear(r.cached)
}
