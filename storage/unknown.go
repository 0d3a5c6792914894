package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// unknownLife is how long it is remembered that nobody knew a notice: longer
// than anybody waits for a copy that does.
const unknownLife = 2 * time.Hour

// UnknownSince returns when a copy of the bot first found that it does not know
// the notice of the leased announcement, in the version that was queued; that is
// now, at, if no copy has said so yet. It is forgotten after two hours. One round
// trip.
func (l *Ledger) UnknownSince(ctx context.Context, s Scope, lease *Lease, at time.Time) (time.Time, error) {
	const doing = "read since when a notice is unknown"
	key := unknownKey(s, lease.Announcement, lease.Version)
	var since *redis.StringCmd
	_, err := l.db.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.SetNX(ctx, key, millis(at), unknownLife)
		since = p.Get(ctx, key)
		return nil
	})
	if err != nil {
		return time.Time{}, failure(doing, err)
	}
	ms, err := strconv.ParseInt(since.Val(), 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	return instant(ms), nil
}
