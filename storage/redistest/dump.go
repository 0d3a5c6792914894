package redistest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Dump is everything that Redis holds, as text by key, without lifetimes.
func (r *Redis) Dump(t testing.TB) map[string]string {
	t.Helper()
	ctx := context.Background()
	var mu sync.Mutex
	all := make(map[string]string)
	read := func(ctx context.Context, node *redis.Client) error {
		keys := node.Scan(ctx, 0, "", 1000).Iterator()
		for keys.Next(ctx) {
			value, err := content(ctx, node, keys.Val())
			if err != nil {
				return err
			}
			mu.Lock()
			all[keys.Val()] = value
			mu.Unlock()
		}
		return keys.Err()
	}
	must(t, r.eachMaster(ctx, read))
	return all
}

// clear empties the Redis.
func (r *Redis) clear(t testing.TB) {
	t.Helper()
	must(t, r.eachMaster(context.Background(), func(ctx context.Context, node *redis.Client) error {
		return node.FlushAll(ctx).Err()
	}))
}

// remember returns what makes Redis forget everything that is written from now on.
func (r *Redis) remember(t testing.TB) (rewind func()) {
	t.Helper()
	const then = "~"
	for key := range r.Dump(t) {
		must(t, r.Client.Copy(ctx, key, key+then, 0, false).Err())
	}
	return func() {
		t.Helper()
		all := r.Dump(t)
		for key := range all {
			_, copied := all[key+then]
			switch now, old := strings.CutSuffix(key, then); {
			case old:
				must(t, r.Client.Rename(ctx, key, now).Err())
			case !copied:
				must(t, r.Client.Del(ctx, key).Err())
			}
		}
	}
}

func (r *Redis) eachMaster(ctx context.Context, do func(context.Context, *redis.Client) error) error {
	switch c := r.Client.(type) {
	case *redis.ClusterClient:
		return c.ForEachMaster(ctx, do)
	case *redis.Client:
		return do(ctx, c)
	}
	return fmt.Errorf("unexpected client %T", r.Client)
}

func content(ctx context.Context, node *redis.Client, key string) (string, error) {
	kind, err := node.Type(ctx, key).Result()
	if err != nil {
		return "", err
	}
	var value any
	switch kind {
	case "string":
		value, err = node.Get(ctx, key).Result()
	case "hash":
		value, err = node.HGetAll(ctx, key).Result() // fmt sorts maps
	case "list":
		value, err = node.LRange(ctx, key, 0, -1).Result()
	case "zset":
		value, err = node.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "stream":
		value, err = node.XRange(ctx, key, "-", "+").Result()
	default:
		return "", fmt.Errorf("%s is a %s, which nobody writes", key, kind)
	}
	return fmt.Sprint(value), err
}
