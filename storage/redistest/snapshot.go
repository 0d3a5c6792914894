package redistest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Snapshot is everything that Redis holds as commands that write it, one a line,
// with quoted arguments and in the order of the keys.
func (r *Redis) Snapshot(t testing.TB) []byte {
	t.Helper()
	ctx := context.Background()
	byKey := map[string][]string{}
	must(t, r.eachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		keys := node.Scan(ctx, 0, "", 1000).Iterator()
		for keys.Next(ctx) {
			written, err := commandsFor(ctx, node, keys.Val())
			if err != nil {
				return err
			}
			for _, args := range written {
				byKey[keys.Val()] = append(byKey[keys.Val()], quoted(args))
			}
		}
		return keys.Err()
	}))
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		lines = append(lines, byKey[key]...)
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// Restore runs the commands of a snapshot.
func (r *Redis) Restore(t testing.TB, snapshot []byte) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(snapshot))
	lines.Buffer(nil, len(snapshot)+1)
	for lines.Scan() {
		args, err := unquoted(lines.Text())
		must(t, err)
		must(t, r.Client.Do(context.Background(), args...).Err())
	}
	must(t, lines.Err())
}

// commandsFor is what writes a key.
func commandsFor(ctx context.Context, node *redis.Client, key string) ([][]string, error) {
	kind, err := node.Type(ctx, key).Result()
	if err != nil {
		return nil, err
	}
	var all [][]string
	switch kind {
	case "string":
		value, err := node.Get(ctx, key).Result()
		if err != nil {
			return nil, err
		}
		all = append(all, []string{"SET", key, value})
	case "hash":
		fields, err := node.HGetAll(ctx, key).Result()
		if err != nil {
			return nil, err
		}
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			all = append(all, []string{"HSET", key, field, fields[field]})
		}
	case "list":
		items, err := node.LRange(ctx, key, 0, -1).Result()
		if err != nil {
			return nil, err
		}
		all = append(all, append([]string{"RPUSH", key}, items...))
	case "zset":
		members, err := node.ZRangeWithScores(ctx, key, 0, -1).Result()
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			all = append(all, []string{"ZADD", key, strconv.FormatFloat(m.Score, 'f', -1, 64), m.Member.(string)})
		}
	case "stream":
		entries, err := node.Do(ctx, "XRANGE", key, "-", "+").Slice()
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			entry := e.([]any)
			args := []string{"XADD", key, fmt.Sprint(entry[0])}
			for _, f := range entry[1].([]any) {
				args = append(args, fmt.Sprint(f))
			}
			all = append(all, args)
		}
	default:
		return nil, fmt.Errorf("%s is a %s, which nobody writes", key, kind)
	}
	life, err := node.PTTL(ctx, key).Result()
	if err == nil && life > 0 {
		all = append(all, []string{"PEXPIRE", key, fmt.Sprint(life.Round(time.Minute).Milliseconds())})
	}
	return all, err
}

func quoted(args []string) string {
	words := []string{args[0]}
	for _, a := range args[1:] {
		words = append(words, strconv.QuoteToASCII(a))
	}
	return strings.Join(words, " ")
}

func unquoted(line string) ([]any, error) {
	name, rest, _ := strings.Cut(line, " ")
	args := []any{name}
	for rest != "" {
		word, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		value, err := strconv.Unquote(word)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		args = append(args, value)
		rest = strings.TrimPrefix(rest[len(word):], " ")
	}
	return args, nil
}
