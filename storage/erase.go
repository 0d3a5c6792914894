package storage

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Erase removes everything in a scope. It looks at every key there is, in
// portions, so it is for tools and not for a call; what is written meanwhile
// may stay.
func (db *DB) Erase(ctx context.Context, s Scope) error {
	erase := func(ctx context.Context, client *redis.Client) error {
		keys := client.Scan(ctx, 0, s.tag+":*", 1000).Iterator()
		for keys.Next(ctx) {
			if err := client.Unlink(ctx, keys.Val()).Err(); err != nil {
				return err
			}
		}
		return keys.Err()
	}
	var err error
	switch client := db.client.(type) {
	case *redis.ClusterClient:
		err = client.ForEachMaster(ctx, erase)
	case *redis.Client:
		err = erase(ctx, client)
	default:
		err = fmt.Errorf("no way to look through a %T", client)
	}
	if err != nil {
		return failure("erase "+s.tag, err)
	}
	return nil
}
