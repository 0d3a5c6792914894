package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Batch collects reads that are answered in one round trip by Run. Each read
// is then in its Result. A Batch is run once.
type Batch struct {
	db    *DB
	scope Scope
	at    time.Time
	reads []*read
}

// read is one command of a Batch and what becomes of its answer.
type read struct {
	doing  string
	script *redis.Script // nil: the fields of the record at keys[0]
	keys   []string
	args   []any
	// recall answers from the memo, if it can.
	recall func(*memo) bool
	// done takes the answer.
	done func(*memo, []any) error
	// fail takes the error when there is no answer.
	fail func(error)
}

// Batch begins a batch within a scope.
func (db *DB) Batch(s Scope, at time.Time) *Batch { return &Batch{db: db, scope: s, at: at} }

// Run does the reads. ErrUnavailable if Redis does not answer; that a record is
// not found is in its Result. No round trip if the memo of ctx knows all.
func (b *Batch) Run(ctx context.Context) error {
	m := memoOf(ctx)
	var open []*read
	for _, r := range b.reads {
		if m == nil || !r.recall(m) {
			open = append(open, r)
		}
	}
	unknown, err := b.send(ctx, m, open, (*read).hashed)
	// A server that has just started does not know the scripts yet.
	if _, again := b.send(ctx, m, unknown, (*read).whole); err == nil {
		err = again
	}
	return err
}

// send asks all in one round trip. It returns those whose script the server
// does not know, and the first error of the others.
func (b *Batch) send(ctx context.Context, m *memo, reads []*read, queue func(*read, context.Context, redis.Pipeliner) *redis.Cmd) (unknown []*read, first error) {
	if len(reads) == 0 {
		return nil, nil
	}
	pipe := b.db.client.Pipeline()
	commands := make([]*redis.Cmd, len(reads))
	for i, r := range reads {
		commands[i] = queue(r, ctx, pipe)
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	for i, r := range reads {
		answer, err := commands[i].Slice()
		if err != nil && redis.HasErrorPrefix(err, "NOSCRIPT") {
			unknown = append(unknown, r)
			continue
		}
		if err != nil {
			err = failure(r.doing, err)
		} else if err = r.done(m, answer); err != nil {
			err = fmt.Errorf("%s: %w", r.doing, err)
		}
		if err != nil {
			r.fail(err)
			if first == nil {
				first = err
			}
		}
	}
	return unknown, first
}

// hashed queues the read with its script's digest.
func (r *read) hashed(ctx context.Context, pipe redis.Pipeliner) *redis.Cmd {
	if r.script == nil {
		return pipe.Do(ctx, "hmget", r.keys[0], "d", "v", "o", "e")
	}
	return r.script.EvalSha(ctx, pipe, r.keys, r.args...)
}

// whole queues the read with its script's text.
func (r *read) whole(ctx context.Context, pipe redis.Pipeliner) *redis.Cmd {
	if r.script == nil {
		return r.hashed(ctx, pipe)
	}
	return r.script.Eval(ctx, pipe, r.keys, r.args...)
}
