package storage

import (
	"context"
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
	count := pipe.ZCard(ctx, dueKey(s))
	first := pipe.ZRangeWithScores(ctx, dueKey(s), 0, countedAtOnce-1)
	if _, err := pipe.Exec(ctx); err != nil {
		return Backlog{}, failure(doing, err)
	}
	b := Backlog{Announcements: int(count.Val()), States: map[State]int{}}
	if len(first.Val()) == 0 {
		return b, nil
	}
	b.Oldest = instant(int64(first.Val()[0].Score))
	pipe = l.db.client.Pipeline()
	var states []*redis.StringCmd
	for _, z := range first.Val() {
		states = append(states, pipe.Get(ctx, statesKey(s, fmt.Sprint(z.Member))))
	}
	// One that was settled meanwhile is not there.
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil {
		return Backlog{}, failure(doing, err)
	}
	for _, text := range states {
		for _, letter := range []byte(text.Val()) {
			state, _ := meaning(letter)
			b.States[state]++
		}
	}
	return b, nil
}
