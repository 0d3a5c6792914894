package storage

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// Observe has see told of every round trip from now on: how long it took, and
// whether Redis answered. It is called from many goroutines.
func (db *DB) Observe(see func(took time.Duration, answered bool)) { db.client.AddHook(observer(see)) }

type observer func(took time.Duration, answered bool)

func (o observer) saw(start time.Time, err error) {
	o(time.Since(start), err == nil || errors.Is(err, redis.Nil) || answered(err))
}

func (o observer) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (o observer) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		start := time.Now()
		err := next(ctx, c)
		o.saw(start, err)
		return err
	}
}

func (o observer) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cs []redis.Cmder) error {
		start := time.Now()
		err := next(ctx, cs)
		o.saw(start, err)
		return err
	}
}
