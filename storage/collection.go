package storage

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// Collection is the records of one kind. Only one feature touches it. It is
// safe for concurrent use.
type Collection[T any] struct {
	db     *DB
	schema Schema[T]
	fields fieldSet // of T
}

// NewCollection is the collection of that schema. It panics if the schema's
// name cannot be part of a key, or if it has upgrades of what is no struct.
func NewCollection[T any](db *DB, s Schema[T]) *Collection[T] {
	if err := checkName(s.Name); err != nil {
		panic(fmt.Sprintf("storage: name of a collection: %v", err))
	}
	fields := fieldsOf(reflect.TypeFor[T]())
	if fields == nil && len(s.Upgrades) > 0 {
		panic(fmt.Sprintf("storage: %s has upgrades and is no struct", s.Name))
	}
	return &Collection[T]{db, s, fields}
}

// New is a record that is not stored yet.
func (c *Collection[T]) New(id string, value T) *Record[T] { return &Record[T]{ID: id, Value: value} }

// maxMany is how many records one call reads at most.
const maxMany = 1000

// Get reads one record as it is at the moment at. One round trip. ErrNotFound,
// ErrNewer, ErrUnavailable.
func (c *Collection[T]) Get(ctx context.Context, s Scope, id string, at time.Time) (*Record[T], error) {
	b := c.db.Batch(s, at)
	r := c.GetIn(b, id)
	if err := b.Run(ctx); err != nil {
		return nil, err
	}
	return r.Record, r.Err
}

// Find reads the record that has a unique term. One round trip.
func (c *Collection[T]) Find(ctx context.Context, s Scope, index, value string, at time.Time) (*Record[T], error) {
	b := c.db.Batch(s, at)
	r := c.FindIn(b, index, value)
	if err := b.Run(ctx); err != nil {
		return nil, err
	}
	return r.Record, r.Err
}

// GetMany reads several records in one round trip; those that do not exist are
// nil. At most 1,000.
func (c *Collection[T]) GetMany(ctx context.Context, s Scope, ids []string, at time.Time) ([]*Record[T], error) {
	if len(ids) > maxMany {
		return nil, fmt.Errorf("read %s: %d records at once, at most %d", c.schema.Name, len(ids), maxMany)
	}
	b := c.db.Batch(s, at)
	results := make([]*Result[T], len(ids))
	for i, id := range ids {
		results[i] = c.GetIn(b, id)
	}
	if err := b.Run(ctx); err != nil {
		return nil, err
	}
	records := make([]*Record[T], len(ids))
	for i, r := range results {
		records[i] = r.Record
	}
	return records, nil
}

// Page says which part of a list is wanted.
type Page struct {
	Limit  int    // 1 to 1,000
	Oldest bool   // lowest score first; otherwise highest first
	After  string // a cursor that List returned, or empty
}

// List reads the records under a term, ordered by score and then id, one page
// in one round trip. The cursor is empty after the last page. A record that is
// changed between two pages may be missed or seen twice; others are not.
func (c *Collection[T]) List(ctx context.Context, s Scope, index, value string, p Page, at time.Time) ([]*Record[T], string, error) {
	b := c.db.Batch(s, at)
	l := c.ListIn(b, index, value, p)
	if err := b.Run(ctx); err != nil {
		return nil, "", err
	}
	return l.Records, l.Next, l.Err
}

// Count is how many records stand under a term, expired ones that were not yet
// collected included.
func (c *Collection[T]) Count(ctx context.Context, s Scope, index, value string) (int, error) {
	n, err := c.db.client.ZCard(ctx, indexKey(s, c.schema.Name, index, value)).Result()
	if err != nil {
		return 0, failure("count "+c.schema.Name+" by "+index, err)
	}
	return int(n), nil
}

// Size is how many records a numbered collection has, expired ones that were not
// yet collected included. One round trip.
func (c *Collection[T]) Size(ctx context.Context, s Scope) (int, error) {
	n, err := c.db.client.ZCard(ctx, ordinalsKey(s, c.schema.Name)).Result()
	if err != nil {
		return 0, failure("count all "+c.schema.Name, err)
	}
	return int(n), nil
}
