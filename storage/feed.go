package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ByOrdinal reads the records with these ordinals, in their order, in one round
// trip; those that do not exist are nil. At most 1,000.
func (c *Collection[T]) ByOrdinal(ctx context.Context, s Scope, ordinals []uint32, at time.Time) ([]*Record[T], error) {
	doing := "read " + c.schema.Name + " by ordinal"
	if len(ordinals) > maxMany {
		return nil, fmt.Errorf("%s: %d records at once, at most %d", doing, len(ordinals), maxMany)
	}
	if len(ordinals) == 0 {
		return nil, nil
	}
	args := make([]any, 0, len(ordinals)+1)
	args = append(args, c.schema.Name)
	for _, o := range ordinals {
		args = append(args, o)
	}
	records, err := c.readRows(ctx, doing, &read{script: ordinalsScript, args: args}, s, at)
	if err == nil && len(records) != len(ordinals) {
		return nil, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	return records, err
}

// AllNumbered reads a numbered collection's records with ordinals above after,
// in order, at most limit (1 to 1,000). Fewer are returned only at the end.
func (c *Collection[T]) AllNumbered(ctx context.Context, s Scope, after uint32, limit int, at time.Time) ([]*Record[T], error) {
	doing := "read all " + c.schema.Name
	if limit < 1 || limit > maxMany {
		return nil, fmt.Errorf("%s: %d records at once, must be 1 to %d", doing, limit, maxMany)
	}
	return c.readRows(ctx, doing, &read{
		script: numberedScript,
		args:   []any{c.schema.Name, millis(at), after, limit},
	}, s, at)
}

// readRows runs a script over the ordinals that answers with rows.
func (c *Collection[T]) readRows(ctx context.Context, doing string, r *read, s Scope, at time.Time) ([]*Record[T], error) {
	b := c.db.Batch(s, at)
	var records []*Record[T]
	r.doing = doing
	r.keys = []string{s.tag, ordinalsKey(s, c.schema.Name)}
	r.recall = func(*memo) bool { return false }
	r.fail = func(error) {}
	r.done = func(m *memo, answer []any) error {
		rows, err := parseRows(answer)
		if err == nil {
			records, err = c.records(b, m, rows)
		}
		return err
	}
	b.reads = append(b.reads, r)
	if err := b.Run(ctx); err != nil {
		return nil, err
	}
	return records, nil
}

// Change is one entry of a feed: the record with this ordinal is now at Rev, or
// gone if Rev is 0.
type Change struct {
	Ordinal uint32
	Rev     int64
}

// Changes reads a numbered collection's feed after a position ("" for its
// current end, from which nothing is returned; "0" for its beginning), at most
// limit entries. lost reports that the feed no longer reaches back to the
// position (it keeps about 100,000 entries, or was erased): read everything
// again, after which the feed goes on from the position that is returned.
func (c *Collection[T]) Changes(ctx context.Context, s Scope, after string, limit int) (changes []Change, position string, lost bool, err error) {
	doing := "read the feed of " + c.schema.Name
	last, epoch, _ := strings.Cut(after, ".")
	if last != "" {
		if _, err := strconv.ParseUint(last, 10, 53); err != nil {
			return nil, "", false, fmt.Errorf("%s: position: %w", doing, err)
		}
	}
	if limit < 1 {
		return nil, "", false, fmt.Errorf("%s: %d entries at once, must be at least 1", doing, limit)
	}
	keys := []string{feedKey(s, c.schema.Name), countersKey(s, c.schema.Name)}
	answer, err := c.db.run(ctx, doing, changesScript, s, keys, last, epoch, limit)
	if err != nil {
		return nil, "", false, err
	}
	list, _ := answer.([]any)
	if len(list) < 3 || len(list)%2 != 1 {
		return nil, "", false, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	numbers := make([]int64, len(list)-1)
	for i := range numbers {
		if numbers[i], err = number(list[i+1]); err != nil {
			return nil, "", false, fmt.Errorf("%s: %w", doing, err)
		}
	}
	for i := 2; i < len(numbers); i += 2 {
		changes = append(changes, Change{uint32(numbers[i]), numbers[i+1]})
	}
	return changes, fmt.Sprintf("%d.%s", numbers[0], list[0]), numbers[1] == 1, nil
}
