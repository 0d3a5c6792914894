package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// copyTime is how long a write waits until a replica has it.
	copyTime = time.Second
	// countEvery is how often a master is asked how many replicas follow it.
	countEvery = time.Second
)

// errNotCopied: the master has the write, and nobody else.
var errNotCopied = errors.New("no replica has taken it over")

// replicas is how many follow each master, as it said last.
type replicas struct {
	mu      sync.Mutex
	masters map[redis.UniversalClient]following
}

type following struct {
	n     int
	until time.Time // when it is asked again
	mute  bool      // it does not say
}

// copies is how many replicas are to take over a write, and whether the master is
// to be asked how many there are.
func (r *replicas) copies(master redis.UniversalClient, now time.Time) (need int, ask bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := r.masters[master]
	return min(known.n, 1), !known.mute && !now.Before(known.until)
}

// said takes in what the master answered. If it did not, what it said before holds.
func (r *replicas) said(master redis.UniversalClient, info *redis.StringCmd, now time.Time) {
	err := info.Err()
	if err != nil && !answered(err) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.masters == nil {
		r.masters = map[redis.UniversalClient]following{}
	}
	r.masters[master] = following{n: online(info.Val()), until: now.Add(countEvery), mute: err != nil}
}

// online counts the replicas in the answer of INFO that are not still being
// filled.
func online(info string) (n int) {
	for line := range strings.Lines(info) {
		if _, is := strings.CutPrefix(line, "slave"); is && strings.Contains(line, "state=online") {
			n++
		}
	}
	return n
}

// runCopied is run for what must not be lost when the master dies: where replicas
// follow it, one of them has it when this returns. Otherwise, as far as is known,
// the write stands and may be lost: ErrUnavailable, and the same script may be run
// again. It takes one round trip, on one connection.
func (db *DB) runCopied(ctx context.Context, doing string, script *redis.Script, s Scope, keys []string, args ...any) (any, error) {
	keys = append([]string{s.tag}, keys...)
	eval := script.EvalSha
	for try := 1; ; try++ {
		master, err := db.master(ctx, s)
		if err != nil {
			return nil, failure(doing, err)
		}
		need, ask := db.replicas.copies(master, time.Now())
		pipe := master.Pipeline()
		answer := eval(ctx, pipe, keys, args...)
		var info *redis.StringCmd
		if ask {
			info = pipe.Info(ctx, "replication")
		}
		copied := redis.NewCmdResult(int64(0), nil)
		if need > 0 {
			copied = pipe.Do(ctx, "wait", need, copyTime.Milliseconds())
		}
		_, _ = pipe.Exec(ctx) // each says for itself
		if ask {
			db.replicas.said(master, info, time.Now())
		}
		switch err := answer.Err(); {
		case redis.HasErrorPrefix(err, "NOSCRIPT"):
			eval = script.Eval
			continue
		case err != nil && try <= repetitions && db.lookAgain(ctx, err):
			continue
		case err != nil:
			return nil, failure(doing, err)
		}
		if now, _ := db.replicas.copies(master, time.Now()); now > need {
			continue // it was not known that anybody follows
		}
		if have, err := copied.Int(); err != nil || have < need {
			return nil, fmt.Errorf("%s: %w (%w)", doing, ErrUnavailable, errNotCopied)
		}
		return answer.Val(), nil
	}
}

// master is the server that takes the scope's writes.
func (db *DB) master(ctx context.Context, s Scope) (redis.UniversalClient, error) {
	if cluster, is := db.client.(*redis.ClusterClient); is {
		return cluster.MasterForKey(ctx, s.tag)
	}
	return db.client, nil
}

// lookAgain has the nodes of a Cluster looked up anew after one did not serve what
// it did; elsewhere the client repeats and redirects by itself.
func (db *DB) lookAgain(ctx context.Context, err error) bool {
	cluster, is := db.client.(*redis.ClusterClient)
	if is && !redis.HasErrorPrefix(err, "ERR") {
		cluster.ReloadState(ctx)
	}
	return is
}
