package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is what one Redis server says of itself. What it does not say is zero.
type Server struct {
	Addr    string // as the client knows it
	Version string // such as 7.0.15
	// AppendOnly: every write is kept in a file. AppendFails: the last ones
	// could not be, such as for a full disk.
	AppendOnly, AppendFails bool
	// Fsync is when that file is on the disk: always, everysec or no.
	Fsync                 string
	Replicas              int
	Eviction              string // the policy, such as noeviction
	MaxMemory, UsedMemory int64  // bytes; MaxMemory 0: no bound
	// Ahead is how far its clock is before this machine's, give or take half a
	// round trip.
	Ahead time.Duration
}

// Servers asks every server that takes writes about itself. ErrUnavailable.
func (db *DB) Servers(ctx context.Context, now func() time.Time) ([]Server, error) {
	var all []Server
	cluster, is := db.client.(*redis.ClusterClient)
	if !is {
		s, err := askServer(ctx, db.client, now)
		return append(all, s), err
	}
	var mu sync.Mutex
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		s, err := askServer(ctx, c, now)
		s.Addr = c.Options().Addr
		mu.Lock()
		defer mu.Unlock()
		all = append(all, s)
		return err
	})
	if err != nil {
		return nil, failure("ask the servers", err)
	}
	return all, nil
}

func askServer(ctx context.Context, c redis.Cmdable, now func() time.Time) (Server, error) {
	text, err := c.Info(ctx).Result()
	if err != nil {
		return Server{}, failure("ask a server about itself", err)
	}
	s, err := parseInfo(text)
	if err != nil {
		return Server{}, fmt.Errorf("ask a server about itself: %w", err)
	}
	if set, err := c.ConfigGet(ctx, "appendfsync").Result(); err == nil { // or it may not be asked
		s.Fsync = set["appendfsync"]
	}
	sent := now()
	theirs, err := c.Time(ctx).Result()
	if err != nil {
		return Server{}, failure("ask a server for its clock", err)
	}
	s.Ahead = theirs.Sub(sent.Add(now().Sub(sent) / 2))
	return s, nil
}

// parseInfo reads the answer of INFO.
func parseInfo(text string) (Server, error) {
	said := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			said[name] = value
		}
	}
	var wrong []error
	number := func(name string) int64 {
		if said[name] == "" {
			return 0
		}
		n, err := strconv.ParseInt(said[name], 10, 64)
		wrong = append(wrong, err)
		return n
	}
	s := Server{
		Version: said["redis_version"], Eviction: said["maxmemory_policy"],
		AppendOnly: said["aof_enabled"] == "1", AppendFails: said["aof_last_write_status"] == "err",
		Replicas: int(number("connected_slaves")), MaxMemory: number("maxmemory"), UsedMemory: number("used_memory"),
	}
	return s, errors.Join(wrong...)
}

// Writable tries whether Redis takes a write. Nothing of it is left after ten
// seconds. ErrUnavailable.
func (db *DB) Writable(ctx context.Context) error {
	if err := db.client.Set(ctx, "{w:probe}:probe", "1", 10*time.Second).Err(); err != nil {
		return failure("write to Redis", err)
	}
	return nil
}
