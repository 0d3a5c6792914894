package audience

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// MemberIndex is a process's own index of a numbered collection, for any number of
// communities. It is safe for concurrent use.
type MemberIndex[T any] struct {
	// Log gets a line when Run cannot bring a community up to date, and when it
	// can again. Set it before Run; nil for none.
	Log *slog.Logger

	collection *storage.Collection[T]
	schema     Schema[T]
	clock      bot.Clock

	mu          sync.Mutex
	communities map[bot.CommunityID]*mirrored
}

// mirrored is one community.
type mirrored struct {
	syncing chan struct{} // holds one token: who has it may sync
	woken   chan struct{} // holds one token: Run is to look now
	// wanted counts what this process is known to have committed, and seen is
	// how much of it is in the index.
	wanted, seen atomic.Uint64

	index    atomic.Pointer[index] // nil before the first Sync
	position string                // of the feed, up to which the index is complete; for who may sync
}

// NewMemberIndex mirrors c.
func NewMemberIndex[T any](c *storage.Collection[T], schema Schema[T], clock bot.Clock) *MemberIndex[T] {
	return &MemberIndex[T]{collection: c, schema: schema, clock: clock, communities: map[bot.CommunityID]*mirrored{}}
}

// View is a community's index for somebody, on the day that it is there.
func (m *MemberIndex[T]) View(community bot.CommunityID, as AccessLevel, today bot.Date) View {
	return View{of: m.of(community), as: as, today: Day(today)}
}

// Holds reports whether e holds for a record as it was just read, as far as as
// sees, by the same rules as in a View.
func (m *MemberIndex[T]) Holds(e Expr, record T, as AccessLevel, today bot.Date) bool {
	facts := m.schema.Facts(record)
	return len(facts) > 0 && holds(e, facts, m.schema.Texts, as, Day(today))
}

func (m *MemberIndex[T]) of(community bot.CommunityID) *mirrored {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.communities[community]
	if c == nil {
		c = &mirrored{syncing: make(chan struct{}, 1), woken: make(chan struct{}, 1)}
		m.communities[community] = c
	}
	return c
}

// Sync brings a community's index up to everything that is committed now: the
// first time by reading all records in pages, later by the feed alone, which
// takes one round trip where nothing changed and two for each 1,000 changes.
// After an error the index is as it was, or further.
func (m *MemberIndex[T]) Sync(ctx context.Context, community bot.CommunityID) error {
	return m.bring(ctx, community, m.of(community), nil)
}

// bring is Sync, unless that is done when its turn comes.
func (m *MemberIndex[T]) bring(ctx context.Context, community bot.CommunityID, c *mirrored, done func() bool) error {
	select {
	case c.syncing <- struct{}{}:
		defer func() { <-c.syncing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if done != nil && done() {
		return nil
	}
	wanted := c.wanted.Load()
	ctx = storage.WithoutMemo(ctx) // it would hold every record for as long as the call lasts
	if err := m.sync(ctx, storage.CommunityScope(string(community)), c); err != nil {
		return fmt.Errorf("bringing the index of %s up to date: %w", community, err)
	}
	c.seen.Store(wanted)
	return nil
}

// Built reports whether the community has an index: without waiting for it.
func (m *MemberIndex[T]) Built(community bot.CommunityID) bool {
	return m.of(community).index.Load() != nil
}

// Ready is for those who are content with what Run keeps up: Sync where the
// community was never synced, or where Wake told of something that the index
// does not have yet, so that people find what they just did. Where that does
// not work, the index answers with what it has.
func (m *MemberIndex[T]) Ready(ctx context.Context, community bot.CommunityID) error {
	c := m.of(community)
	wanted := c.wanted.Load()
	done := func() bool { return m.Built(community) && c.seen.Load() >= wanted }
	if done() {
		return nil
	}
	err := m.bring(ctx, community, c, done)
	if m.Built(community) {
		return nil
	}
	return err
}

// pollEvery is how far an index may be behind, plus the time of a round trip.
const pollEvery = 500 * time.Millisecond

// Run keeps the communities' indexes at most a second behind until ctx ends,
// and then returns nil. While storage does not answer it keeps asking, and the
// indexes answer with what they have.
func (m *MemberIndex[T]) Run(ctx context.Context, communities []bot.CommunityID) error {
	var all sync.WaitGroup
	for _, community := range communities {
		all.Go(func() { m.poll(ctx, community) })
	}
	all.Wait()
	return nil
}

// Wake tells that something changed in a community, and has Run look at once. It
// does not wait for that.
func (m *MemberIndex[T]) Wake(community bot.CommunityID) {
	c := m.of(community)
	c.wanted.Add(1)
	select {
	case c.woken <- struct{}{}:
	default: // it will look, after what is committed now
	}
}

func (m *MemberIndex[T]) poll(ctx context.Context, community bot.CommunityID) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failing := false
	for {
		err := m.Sync(ctx, community)
		switch {
		case ctx.Err() != nil:
			return
		case m.Log == nil:
		case err != nil && !failing:
			m.Log.Error("index falls behind", "community", community, "error", err)
		case err == nil && failing:
			m.Log.Info("index is up to date again", "community", community)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-m.of(community).woken:
		case <-tick.C:
		}
	}
}
