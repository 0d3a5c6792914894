package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Backlog is what of a ledger is not settled yet.
type Backlog struct {
	Announcements int
	// Oldest is since when the one that waits longest is due; zero: none is.
	Oldest time.Time
	// States are of all deliveries of at most countedAtOnce announcements, those
	// that have waited longest.
	States map[State]int
}

const countedAtOnce = 50

// Backlog looks how much there is to do, in two round trips: for watching, not
// for deciding.
func (l *Ledger) Backlog(ctx context.Context, s Scope) (Backlog, error) {
	const doing = "look at the backlog"
	pipe := l.db.client.Pipeline()
	var counts []*redis.IntCmd
	var firsts []*redis.ZSliceCmd
	for _, line := range []string{dueKey(s), bulkKey(s)} {
		counts = append(counts, pipe.ZCard(ctx, line))
		firsts = append(firsts, pipe.ZRangeWithScores(ctx, line, 0, countedAtOnce/2-1))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return Backlog{}, failure(doing, err)
	}
	b := Backlog{States: map[State]int{}}
	pipe = l.db.client.Pipeline()
	var states []*redis.StringCmd
	var codes []*redis.MapStringStringCmd
	for line, first := range firsts {
		b.Announcements += int(counts[line].Val())
		for i, z := range first.Val() {
			if since := instant(int64(z.Score)); i == 0 && (b.Oldest.IsZero() || since.Before(b.Oldest)) {
				b.Oldest = since
			}
			id := fmt.Sprint(z.Member)
			states = append(states, pipe.Get(ctx, statesKey(s, id)))
			codes = append(codes, pipe.HGetAll(ctx, codesKey(s, id)))
		}
	}
	if len(states) == 0 {
		return b, nil
	}
	// One that was settled meanwhile is not there.
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return Backlog{}, failure(doing, err)
	}
	for i, text := range states {
		for _, letter := range []byte(text.Val()) {
			state, _ := meaning(letter, codes[i].Val())
			b.States[state]++
		}
	}
	return b, nil
}
