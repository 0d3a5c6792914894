package gateway

import (
	"context"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
)

// Info is what GET /gateway/bot says: where to connect, and how often one may.
type Info struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  Limit  `json:"session_start_limit"`
}

// Limit is how often the bot may identify itself.
type Limit struct {
	Remaining   int `json:"remaining"`
	ResetAfter  int `json:"reset_after"` // milliseconds
	Concurrency int `json:"max_concurrency"`
}

// Budget is how often a bot may identify itself: Discord counts a day's
// identifications, and those at one time by shard. Resuming costs nothing.
type Budget struct {
	every       time.Duration
	ask         func(context.Context) (Info, error)
	concurrency int

	mu        sync.Mutex
	next      map[int]time.Time // by shard modulo concurrency
	remaining int
	reset     time.Time
}

// NewBudget is what info says. every is the time between two identifications
// that Discord counts together; ask is called when the budget is used up.
func NewBudget(info Info, every time.Duration, ask func(context.Context) (Info, error)) *Budget {
	b := &Budget{every: every, ask: ask, concurrency: max(1, info.Limit.Concurrency), next: map[int]time.Time{}}
	b.set(info)
	return b
}

func (b *Budget) set(info Info) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.remaining = info.Limit.Remaining
	b.reset = time.Now().Add(time.Duration(info.Limit.ResetAfter) * time.Millisecond)
}

// reserve counts one identification and returns how long it has to wait. With
// an empty budget it returns when Discord fills it.
func (b *Budget) reserve(shard int) (wait time.Duration, empty bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.remaining <= 0 {
		return max(0, time.Until(b.reset)), true
	}
	b.remaining--
	key := shard % b.concurrency
	at := b.next[key]
	if now := time.Now(); at.Before(now) {
		at = now
	}
	b.next[key] = at.Add(b.every)
	return time.Until(at), false
}

// Wait returns when the shard may identify itself, or with an error when ctx
// ends. A budget that is used up is asked for again when Discord fills it.
func (b *Budget) Wait(ctx context.Context, shard int) error {
	for {
		wait, empty := b.reserve(shard)
		if !retry.Sleep(ctx, wait) {
			return ctx.Err()
		}
		if !empty {
			return nil
		}
		info, err := b.ask(ctx)
		if err == nil {
			b.set(info)
		}
		if err != nil || info.Limit.Remaining <= 0 {
			if !retry.Sleep(ctx, b.every) {
				return ctx.Err()
			}
		}
	}
}
