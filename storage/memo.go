package storage

import (
	"context"
	"maps"
	"sync"
)

// WithMemo returns a context in which every record is read at most once: a
// second Get of the same record answers from memory. It is for one pass of one
// call: a stale read ends as ErrConflict, and the next pass gets a new memo.
//
// What a Tx committed within the context wrote is in the memo afterwards. Lists
// always ask Redis, and what they bring is remembered.
func WithMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, &memo{
		rows:  make(map[recordID]*row),
		found: make(map[uniqueValue]string),
	})
}

// WithoutMemo returns a context in which nothing is remembered: for whoever reads
// more than a call has use for.
func WithoutMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, (*memo)(nil))
}

type memoKey struct{}

type recordID struct {
	scope          Scope
	collection, id string
}

type uniqueValue struct {
	scope                    Scope
	collection, index, value string
}

// memo remembers rows, nil for a record that does not exist, and who holds a
// unique value, "" for nobody. A nil memo remembers nothing.
type memo struct {
	mu    sync.Mutex
	rows  map[recordID]*row
	found map[uniqueValue]string
}

func memoOf(ctx context.Context) *memo {
	m, _ := ctx.Value(memoKey{}).(*memo)
	return m
}

func (m *memo) row(k recordID) (*row, bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.rows[k]
	return r, ok
}

func (m *memo) holder(k uniqueValue) (*row, bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := m.found[k]
	if !ok || id == "" {
		return nil, ok
	}
	r, ok := m.rows[recordID{k.scope, k.collection, id}]
	return r, ok
}

func (m *memo) keep(k recordID, r *row) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[k] = r
}

func (m *memo) keepHolder(k uniqueValue, r *row) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if r == nil {
		m.found[k] = ""
		return
	}
	m.found[k] = r.id
	m.rows[recordID{k.scope, k.collection, r.id}] = r
}

// written takes over what a Tx wrote. Who holds which unique value may have
// changed with it.
func (m *memo) written(rows map[recordID]*row) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(m.rows, rows)
	clear(m.found)
}

// forget drops everything, when it is not known what is true any more.
func (m *memo) forget() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.rows)
	clear(m.found)
}
