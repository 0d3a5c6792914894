package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// scanStep is how many keys are looked at in one round trip.
	scanStep = 1000
	// reindexStep is how many records get their terms at once: so few that no other
	// script waits for long.
	reindexStep = 100
)

// Reindexed is what a Reindex did.
type Reindexed struct {
	// Records got the terms that they should have.
	Records int
	// Clashes of these do not have a unique term because another record has it.
	Clashes int
}

// Reindex gives every record of the collection the terms that the schema now has
// for it, unless it was written by a program with these terms or newer ones. A
// record that somebody changes meanwhile is left to them; one of a newer version
// to the program that knows it.
//
// It looks at all keys on the scope's server, in portions, so it is for a job and
// not for a call. Any number of copies may do it at once. One that was stopped is
// done again from the start, and only looks at what has its terms already. Where
// an older copy writes records at the same time, do it once more afterwards.
func (c *Collection[T]) Reindex(ctx context.Context, s Scope, at time.Time) (Reindexed, error) {
	var total Reindexed
	if c.schema.TermsVersion == 0 {
		return total, nil
	}
	doing := "reindex " + c.schema.Name
	server, err := c.db.master(ctx, s)
	if err != nil {
		return total, failure(doing, err)
	}
	prefix, cursor := recordKey(s, c.schema.Name, ""), uint64(0)
	for {
		var keys []string
		keys, cursor, err = server.Scan(ctx, cursor, globEscaper.Replace(prefix)+"*", scanStep).Result()
		if err != nil {
			return total, failure(doing, err)
		}
		if keys, err = c.outdatedKeys(ctx, keys); err != nil {
			return total, fmt.Errorf("%s: %w", doing, err)
		}
		for step := range slices.Chunk(keys, reindexStep) {
			did, err := c.reindexKeys(ctx, s, prefix, step, at)
			total.Records += did.Records
			total.Clashes += did.Clashes
			if err != nil {
				return total, fmt.Errorf("%s: %w", doing, err)
			}
		}
		if cursor == 0 {
			return total, nil
		}
	}
}

var globEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`)

// outdatedKeys are those whose terms this program or a newer one did not make for
// the record as it is.
func (c *Collection[T]) outdatedKeys(ctx context.Context, keys []string) ([]string, error) {
	answers, err := c.db.readFields(ctx, keys, "v", "i")
	if err != nil {
		return nil, err
	}
	var outdated []string
	for i, fields := range answers {
		made, _ := fields[1].(string)
		version, rev, _ := strings.Cut(made, " ")
		if n, err := strconv.Atoi(version); err != nil || n < c.schema.TermsVersion || rev != fields[0] {
			outdated = append(outdated, keys[i])
		}
	}
	return outdated, nil
}

// readFields reads fields of several hashes, in one round trip.
func (db *DB) readFields(ctx context.Context, keys []string, fields ...string) ([][]any, error) {
	pipe := db.client.Pipeline()
	for _, key := range keys {
		pipe.HMGet(ctx, key, fields...)
	}
	commands, err := pipe.Exec(ctx)
	if err != nil {
		return nil, failure("read records", err)
	}
	answers := make([][]any, len(commands))
	for i, command := range commands {
		answers[i] = command.(*redis.SliceCmd).Val()
	}
	return answers, nil
}

func (c *Collection[T]) reindexKeys(ctx context.Context, s Scope, prefix string, keys []string, at time.Time) (Reindexed, error) {
	answers, err := c.db.readFields(ctx, keys, "d", "v", "o", "e")
	if err != nil {
		return Reindexed{}, err
	}
	args := []any{c.schema.Name, millis(at), c.schema.TermsVersion}
	for i, key := range keys {
		row, err := parseRow(strings.TrimPrefix(key, prefix), answers[i])
		if err != nil {
			return Reindexed{}, err
		}
		r, err := c.record(row, at)
		if errors.Is(err, ErrNotFound) || errors.Is(err, ErrNewer) {
			continue
		}
		if err != nil {
			return Reindexed{}, err
		}
		terms, err := c.terms(r.Value)
		if err != nil {
			return Reindexed{}, err
		}
		args = append(args, r.ID, r.Rev, terms)
	}
	if len(args) == 3 {
		return Reindexed{}, nil
	}
	answer, err := c.db.run(ctx, "write terms", reindexScript, s, keys[:1], args...)
	if err != nil {
		return Reindexed{}, err
	}
	counts, _ := answer.([]any)
	n, err := wholeNumbers(counts, 2)
	if err != nil {
		return Reindexed{}, err
	}
	return Reindexed{int(n[0]), int(n[1])}, nil
}
