package audience

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Mirror is a process's own index of a numbered collection, for any number of
// communities. It is safe for concurrent use.
type Mirror[T any] struct {
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

	mu       sync.RWMutex // guards what follows
	index    *index       // nil before the first Sync
	position string       // of the feed, up to which the index is complete
}

// NewMirror mirrors c.
func NewMirror[T any](c *storage.Collection[T], schema Schema[T], clock bot.Clock) *Mirror[T] {
	return &Mirror[T]{collection: c, schema: schema, clock: clock, communities: map[bot.CommunityID]*mirrored{}}
}

// View is a community's index for somebody, on the day that it is there.
func (m *Mirror[T]) View(community bot.CommunityID, as Sight, today bot.Date) View {
	return View{of: m.of(community), as: as, today: Day(today)}
}

// Holds reports whether e holds for a record as it was just read, as far as as
// sees, by the same rules as in a View.
func (m *Mirror[T]) Holds(e Expr, record T, as Sight, today bot.Date) bool {
	facts := m.schema.Facts(record)
	return len(facts) > 0 && holds(e, facts, m.schema.Texts, as, Day(today))
}

func (m *Mirror[T]) of(community bot.CommunityID) *mirrored {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.communities[community]
	if c == nil {
		c = &mirrored{syncing: make(chan struct{}, 1), woken: make(chan struct{}, 1)}
		m.communities[community] = c
	}
	return c
}

// pageSize is how many records or changes are read in one round trip.
const pageSize = 1000

// Sync brings a community's index up to everything that is committed now: the
// first time by reading all records in pages, later by the feed alone, which
// takes one round trip where nothing changed and two for each 1,000 changes.
// After an error the index is as it was, or further.
func (m *Mirror[T]) Sync(ctx context.Context, community bot.CommunityID) error {
	return m.bring(ctx, community, m.of(community), nil)
}

// bring is Sync, unless that is done when its turn comes.
func (m *Mirror[T]) bring(ctx context.Context, community bot.CommunityID, c *mirrored, done func() bool) error {
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
func (m *Mirror[T]) Built(community bot.CommunityID) bool {
	c := m.of(community)
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.index != nil
}

// Ready is for those who are content with what Run keeps up: Sync where the
// community was never synced, or where Wake told of something that the index
// does not have yet, so that people find what they just did. Where that does
// not work, the index answers with what it has.
func (m *Mirror[T]) Ready(ctx context.Context, community bot.CommunityID) error {
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

func (m *Mirror[T]) sync(ctx context.Context, s storage.Scope, c *mirrored) error {
	if c.index == nil {
		return m.rebuild(ctx, s, c)
	}
	lost, err := m.follow(ctx, s, c, c.index)
	if err != nil {
		return err
	}
	if lost {
		return m.rebuild(ctx, s, c)
	}
	return nil
}

// rebuild reads everything into a new index, while the old one answers.
func (m *Mirror[T]) rebuild(ctx context.Context, s storage.Scope, c *mirrored) error {
	// The position comes first: what changes while the pages are read is read
	// once more from the feed.
	_, position, _, err := m.collection.Changes(ctx, s, "", pageSize)
	if err != nil {
		return err
	}
	fresh := newIndex(m.schema.Texts, m.schema.Name)
	err = m.readAll(ctx, s, func(r *storage.Record[T]) { fresh.add(entry{r.Ordinal, m.schema.Facts(r.Value)}) })
	if err != nil {
		return err
	}
	fresh.compact()
	c.mu.Lock()
	c.index, c.position = fresh, position
	c.mu.Unlock()

	lost, err := m.follow(ctx, s, c, fresh)
	if err == nil && lost {
		err = errors.New("more changed while reading than the feed holds")
	}
	return err
}

// readAll reads every record, in pages. The next page is on its way while each
// is called with the records of one.
func (m *Mirror[T]) readAll(ctx context.Context, s storage.Scope, each func(*storage.Record[T])) error {
	ctx, cancel := context.WithCancel(ctx)
	pages, failed := make(chan []*storage.Record[T], 1), make(chan error, 1)
	go func() {
		defer close(pages)
		failed <- m.readPages(ctx, s, pages)
	}()
	defer func() {
		cancel()
		for range pages { // until the reader is gone
		}
	}()
	for page := range pages {
		for _, r := range page {
			each(r)
		}
	}
	return <-failed
}

func (m *Mirror[T]) readPages(ctx context.Context, s storage.Scope, to chan<- []*storage.Record[T]) error {
	for after := uint32(0); ; {
		page, err := m.collection.AllNumbered(ctx, s, after, pageSize, m.clock())
		if err != nil {
			return err
		}
		select {
		case to <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1].Ordinal
	}
}

// follow applies the feed from the position on.
func (m *Mirror[T]) follow(ctx context.Context, s storage.Scope, c *mirrored, x *index) (lost bool, err error) {
	for {
		changes, position, lost, err := m.collection.Changes(ctx, s, c.position, pageSize)
		if err != nil || lost {
			return lost, err
		}
		entries, err := m.read(ctx, s, changes)
		if err != nil {
			return false, err
		}
		c.mu.Lock()
		x.replace(entries)
		c.position = position
		c.mu.Unlock()
		if len(changes) < pageSize {
			return false, nil
		}
	}
}

// read is the changed records as they are now, each once.
func (m *Mirror[T]) read(ctx context.Context, s storage.Scope, changes []storage.Change) ([]entry, error) {
	seen := make(map[uint32]bool, len(changes))
	var ordinals []uint32
	for _, change := range changes {
		if !seen[change.Ordinal] {
			seen[change.Ordinal] = true
			ordinals = append(ordinals, change.Ordinal)
		}
	}
	if len(ordinals) == 0 {
		return nil, nil
	}
	records, err := m.collection.ByOrdinal(ctx, s, ordinals, m.clock())
	if err != nil {
		return nil, err
	}
	entries := make([]entry, len(ordinals))
	for i, ordinal := range ordinals {
		entries[i].ordinal = ordinal
		if records[i] != nil {
			entries[i].facts = m.schema.Facts(records[i].Value)
		}
	}
	return entries, nil
}

// pollEvery is how far an index may be behind, plus the time of a round trip.
const pollEvery = 500 * time.Millisecond

// Run keeps the communities' indexes at most a second behind until ctx ends,
// and then returns nil. While storage does not answer it keeps asking, and the
// indexes answer with what they have.
func (m *Mirror[T]) Run(ctx context.Context, communities []bot.CommunityID) error {
	var all sync.WaitGroup
	for _, community := range communities {
		all.Go(func() { m.poll(ctx, community) })
	}
	all.Wait()
	return nil
}

// Wake tells that something changed in a community, and has Run look at once. It
// does not wait for that.
func (m *Mirror[T]) Wake(community bot.CommunityID) {
	c := m.of(community)
	c.wanted.Add(1)
	select {
	case c.woken <- struct{}{}:
	default: // it will look, after what is committed now
	}
}

func (m *Mirror[T]) poll(ctx context.Context, community bot.CommunityID) {
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
