// Package storage keeps the bot's state in Redis: collections of records with
// indexes, feeds of changes, and the ledger of messages to be sent.
//
// It promises that what one Tx collects happens entirely or not at all, and at
// most once under its key, on a single server and on a Cluster; that lost
// replies and repeated commands change nothing; and that errors say whether
// something was written. It does not know what the records mean, never asks
// what time it is, and does not survive a Redis that forgets what it has
// acknowledged.
package storage

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

var (
	// ErrNotFound: there is no such record, or it has expired.
	ErrNotFound = errors.New("no such record")
	// ErrConflict: a record was changed by somebody else since it was read, or
	// a unique term is taken. Nothing was written: read again and decide again.
	ErrConflict = errors.New("record changed meanwhile")
	// ErrDuplicate: something was committed under this key before. Nothing was
	// written.
	ErrDuplicate = errors.New("already done")
	// ErrUnavailable: Redis did not answer. A commit may or may not have
	// happened; the same Tx under the same key may be tried again.
	ErrUnavailable = errors.New("storage does not answer")
	// ErrFenced: the lease was lost; somebody else works on it now.
	ErrFenced = errors.New("lease lost")
)

// Scope is a hash tag: everything under one scope lives in one slot of a
// Cluster, and one Tx writes within one scope.
type Scope struct{ tag string }

// CommunityScope is where a community's records live.
func CommunityScope(id string) Scope { return Scope{"{c:" + id + "}"} }

// SpaceScope is where a platform that the bot itself plays (the playground)
// keeps what platforms keep.
func SpaceScope(id string) Scope { return Scope{"{w:" + id + "}"} }

// DB is a connection to Redis. It is safe for concurrent use.
type DB struct {
	client redis.UniversalClient
}

// New is a DB over a client. The caller closes the client.
func New(client redis.UniversalClient) *DB { return &DB{client: client} }

// WithMemo returns a context in which every record is read at most once: a
// second Get of the same record answers from memory. It is for one pass of one
// call: a stale read ends as ErrConflict, and the next pass gets a new memo.
func WithMemo(ctx context.Context) context.Context { panic("storage: being built") }

// Term is one entry of a record in an index.
type Term struct {
	Index string
	Value string
	// Score orders the records under one value; whole numbers up to 2^53.
	Score int64
	// Unique: no other record may have this value; Find looks it up.
	Unique bool
}

// Schema describes a collection.
type Schema[T any] struct {
	// Name is part of every key; never change it.
	Name string
	// Terms are the index entries of a record: identifiers and numbers, never
	// personal values. It must depend on the value alone.
	Terms func(T) []Term
	// Numbered gives every new record the next ordinal from 1 on and appends
	// each change to the collection's feed.
	Numbered bool
}

// Record is a value with what storage knows about it. Change Value and Put it.
type Record[T any] struct {
	ID      string
	Value   T
	Rev     int64     // 0 for a record that is not stored yet
	Ordinal uint32    // of numbered collections; set by Commit for a new record
	Expires time.Time // zero: never. After it, the record is not found

	terms []Term // as stored, so that a Put knows what to remove
}

// Collection is the records of one kind. Only one feature touches it.
type Collection[T any] struct {
	db     *DB
	schema Schema[T]
}

// NewCollection is the collection of that schema.
func NewCollection[T any](db *DB, s Schema[T]) *Collection[T] { return &Collection[T]{db, s} }

// New is a record that is not stored yet.
func (c *Collection[T]) New(id string, value T) *Record[T] { return &Record[T]{ID: id, Value: value} }

// Get reads one record as it is at the moment at. One round trip. ErrNotFound,
// ErrUnavailable.
func (c *Collection[T]) Get(ctx context.Context, s Scope, id string, at time.Time) (*Record[T], error) {
	panic("storage: being built")
}

// Find reads the record that has a unique term. One round trip.
func (c *Collection[T]) Find(ctx context.Context, s Scope, index, value string, at time.Time) (*Record[T], error) {
	panic("storage: being built")
}

// GetMany reads several records in one round trip; those that do not exist are
// nil. At most 1,000.
func (c *Collection[T]) GetMany(ctx context.Context, s Scope, ids []string, at time.Time) ([]*Record[T], error) {
	panic("storage: being built")
}

// ByOrdinal reads the records with these ordinals, in their order, in one round
// trip; those that do not exist are nil. At most 1,000.
func (c *Collection[T]) ByOrdinal(ctx context.Context, s Scope, ordinals []uint32, at time.Time) ([]*Record[T], error) {
	panic("storage: being built")
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
	panic("storage: being built")
}

// Count is how many records stand under a term, expired ones that were not yet
// collected included.
func (c *Collection[T]) Count(ctx context.Context, s Scope, index, value string) (int, error) {
	panic("storage: being built")
}

// Batch collects reads that are answered in one round trip by Run. Each read
// is then in its Result.
type Batch struct{}

// Batch begins a batch within a scope.
func (db *DB) Batch(s Scope, at time.Time) *Batch { panic("storage: being built") }

// Run does the reads. ErrUnavailable if Redis does not answer; that a record is
// not found is in its Result.
func (b *Batch) Run(ctx context.Context) error { panic("storage: being built") }

// Result is a read of a Batch, valid after Run.
type Result[T any] struct {
	Record *Record[T]
	Err    error // ErrNotFound
}

// GetIn adds a Get to the batch.
func (c *Collection[T]) GetIn(b *Batch, id string) *Result[T] { panic("storage: being built") }

// FindIn adds a Find to the batch.
func (c *Collection[T]) FindIn(b *Batch, index, value string) *Result[T] {
	panic("storage: being built")
}

// ListIn adds the first page of a List to the batch.
func (c *Collection[T]) ListIn(b *Batch, index, value string, p Page) *Listed[T] {
	panic("storage: being built")
}

// Listed is a List of a Batch, valid after Run.
type Listed[T any] struct {
	Records []*Record[T]
	Next    string
}

// Tx collects writes within one scope. Commit does them all or none.
type Tx struct{}

// Begin starts a Tx. once is the key under which it happens at most once, kept
// for a day; empty where repetition does no harm, and then only a lost reply is
// covered. at is the moment of the event.
func (db *DB) Begin(s Scope, once string, at time.Time) *Tx { panic("storage: being built") }

// Put stores the record: a new one if its Rev is 0, else over the revision
// which was read. Commit updates Rev and Ordinal.
func (c *Collection[T]) Put(tx *Tx, r *Record[T]) { panic("storage: being built") }

// Require makes the commit fail with ErrConflict unless the record is as it was
// read (or, if its Rev is 0, does not exist). It is not changed.
func (c *Collection[T]) Require(tx *Tx, r *Record[T]) { panic("storage: being built") }

// Delete removes the record at the revision which was read.
func (c *Collection[T]) Delete(tx *Tx, r *Record[T]) { panic("storage: being built") }

// Commit writes everything in one round trip, atomically. ErrConflict,
// ErrDuplicate, ErrUnavailable. After an error nothing but Commit may be called
// on the Tx.
func (tx *Tx) Commit(ctx context.Context) error { panic("storage: being built") }

// Change is one entry of a feed: the record with this ordinal is now at Rev, or
// gone if Rev is 0.
type Change struct {
	Ordinal uint32
	Rev     int64
}

// Changes reads a numbered collection's feed after a position ("" for its
// current end, from which nothing is returned), at most limit entries. lost
// reports that the feed no longer reaches back to the position: read everything
// again.
func (c *Collection[T]) Changes(ctx context.Context, s Scope, after string, limit int) (changes []Change, position string, lost bool, err error) {
	panic("storage: being built")
}

// AllNumbered reads a numbered collection's records with ordinals above after,
// in order, at most limit.
func (c *Collection[T]) AllNumbered(ctx context.Context, s Scope, after uint32, limit int, at time.Time) ([]*Record[T], error) {
	panic("storage: being built")
}
