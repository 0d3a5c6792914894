package audience

import (
	"context"
	"errors"

	"github.com/alumnibot/alumnibot/storage"
)

// pageSize is how many records or changes are read in one round trip.
const pageSize = 1000

func (m *MemberIndex[T]) sync(ctx context.Context, s storage.Scope, c *mirrored) error {
	if c.index.Load() == nil {
		return m.rebuild(ctx, s, c)
	}
	lost, err := m.follow(ctx, s, c)
	if err != nil {
		return err
	}
	if lost {
		return m.rebuild(ctx, s, c)
	}
	return nil
}

// rebuild reads everything into a new index, while the old one answers.
func (m *MemberIndex[T]) rebuild(ctx context.Context, s storage.Scope, c *mirrored) error {
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
	c.index.Store(fresh)
	c.position = position

	lost, err := m.follow(ctx, s, c)
	if err == nil && lost {
		err = errors.New("more changed while reading than the feed holds")
	}
	return err
}

// readAll reads every record, in pages. The next page is on its way while each
// is called with the records of one.
func (m *MemberIndex[T]) readAll(ctx context.Context, s storage.Scope, each func(*storage.Record[T])) error {
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

func (m *MemberIndex[T]) readPages(ctx context.Context, s storage.Scope, to chan<- []*storage.Record[T]) error {
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
func (m *MemberIndex[T]) follow(ctx context.Context, s storage.Scope, c *mirrored) (lost bool, err error) {
	for {
		changes, position, lost, err := m.collection.Changes(ctx, s, c.position, pageSize)
		if err != nil || lost {
			return lost, err
		}
		entries, err := m.read(ctx, s, changes)
		if err != nil {
			return false, err
		}
		c.index.Store(c.index.Load().replaced(entries))
		c.position = position
		if len(changes) < pageSize {
			return false, nil
		}
	}
}

// read is the changed records as they are now, each once.
func (m *MemberIndex[T]) read(ctx context.Context, s storage.Scope, changes []storage.Change) ([]entry, error) {
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
