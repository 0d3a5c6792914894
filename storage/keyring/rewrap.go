package keyring

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// rewrapStep is how many keys are read in one round trip.
const rewrapStep = 500

// Rewrap wraps every key of a space with the first of the operator's keys, and
// returns how many it wrapped anew. What is encrypted with them stays as it is.
// Copies may do it at once and be stopped at any point; keys that are made or
// destroyed meanwhile are kept or stay destroyed. Afterwards no key needs the
// operator's other keys, unless a copy that does not have the first one yet has
// made keys meanwhile.
func (r *Keyring) Rewrap(ctx context.Context, space string) (int, error) {
	total, cursor := 0, uint64(0)
	for {
		pairs, next, err := r.client.HScan(ctx, redisKey(space), cursor, "*", rewrapStep).Result()
		if err != nil {
			return total, fmt.Errorf("rewrap keys of people: %w", err)
		}
		n, err := r.rewrapAll(ctx, space, pairs)
		total += n
		if err != nil {
			return total, fmt.Errorf("rewrap keys of people: %w", err)
		}
		if cursor = next; cursor == 0 {
			return total, nil
		}
	}
}

//go:embed replace.lua
var replaceText string

var replaceScript = redis.NewScript(replaceText)

// rewrapAll takes pairs of person and wrapped key.
func (r *Keyring) rewrapAll(ctx context.Context, space string, pairs []string) (int, error) {
	var args []any
	for ; len(pairs) > 0; pairs = pairs[2:] {
		p, wrapped := person{space, pairs[0]}, pairs[1]
		if strings.HasPrefix(wrapped, r.operator[0].id+" ") {
			continue
		}
		raw, err := r.unwrapRaw(p, wrapped)
		if err != nil {
			return 0, err
		}
		args = append(args, p.id, wrapped, r.wrap(p, raw))
	}
	if len(args) == 0 {
		return 0, nil
	}
	return replaceScript.Run(ctx, r.client, []string{tag(space), redisKey(space)}, args...).Int()
}

// Count is how many people of a space have a key that each of the operator's keys
// wraps, by its id: also by keys that were not given.
func (r *Keyring) Count(ctx context.Context, space string) (map[string]int, error) {
	counts, cursor := map[string]int{}, uint64(0)
	for {
		pairs, next, err := r.client.HScan(ctx, redisKey(space), cursor, "*", rewrapStep).Result()
		if err != nil {
			return nil, fmt.Errorf("count keys of people: %w", err)
		}
		for i := 1; i < len(pairs); i += 2 {
			id, _, _ := strings.Cut(pairs[i], " ")
			counts[id]++
		}
		if cursor = next; cursor == 0 {
			return counts, nil
		}
	}
}
