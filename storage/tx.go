package storage

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// markerLife is how long a Tx's key is remembered.
	markerLife = 24 * time.Hour
	// replyLife is how long a Tx without a key knows itself again: longer than
	// a client goes on resending.
	replyLife = 10 * time.Minute
	// garbageAge is how long after its expiry a record may be erased: the clock
	// that is passed in may be set back by less than that.
	garbageAge = 24 * time.Hour
)

// Tx collects writes within one scope. Commit does them all or none. It is not
// safe for concurrent use.
type Tx struct {
	db     *DB
	scope  Scope
	once   string
	token  string
	at     time.Time
	writes []*write
	byID   map[recordID]*write
	queued []any           // announcements and jobs, as commit.lua reads them
	jobs   map[string]bool // which have an operation already
	err    error           // the first mistake of the caller
}

// write is one operation on a record.
type write struct {
	kind  string // put, require or delete
	feeds bool   // the change is told in the collection's feed
	id    recordID
	owner any // the *Record, to tell whether it is the same one
	rev   int64
	args  []any // what a put has besides
	row   *row  // what is stored afterwards, without revision and ordinal; nil: nothing
	// stored tells the record what became of it.
	stored func(rev int64, ordinal uint32)
}

// Begin starts a Tx. once is the key under which it happens at most once, kept
// for a day; empty where repetition does no harm, and then only a lost reply is
// covered. at is the moment of the event.
func (db *DB) Begin(s Scope, once string, at time.Time) *Tx {
	return &Tx{
		db: db, scope: s, once: once, at: at,
		token: rand.Text(),
		byID:  make(map[recordID]*write),
	}
}

// Put stores the record as it is now: a new one if its Rev is 0, else over the
// revision which was read. Commit updates Rev and Ordinal. Fields that a newer
// program stored and T does not have stay as they were: of the record itself, and
// of structs in it that are neither in a list nor in a map.
func (c *Collection[T]) Put(tx *Tx, r *Record[T]) {
	data, err := c.encode(r)
	if err != nil {
		tx.fail(fmt.Errorf("put %s %s: %w", c.schema.Name, r.ID, err))
		return
	}
	terms, err := c.terms(r.Value)
	if err != nil {
		tx.fail(fmt.Errorf("put %s %s: %w", c.schema.Name, r.ID, err))
		return
	}
	numbered := 0
	if c.schema.Numbered {
		numbered = 1
	}
	after := row{id: r.ID, data: data, expires: millis(r.Expires)}
	tx.add(&write{
		kind: "put", feeds: c.schema.Numbered, id: recordID{tx.scope, c.schema.Name, r.ID}, owner: r, rev: r.Rev,
		args:   []any{numbered, after.expires, after.data, terms, c.schema.TermsVersion},
		row:    &after,
		stored: func(rev int64, ordinal uint32) { r.Rev, r.Ordinal = rev, ordinal },
	})
}

// Require makes the commit fail with ErrConflict unless the record is as it was
// read (or, if its Rev is 0, does not exist). It is not changed.
func (c *Collection[T]) Require(tx *Tx, r *Record[T]) {
	tx.add(&write{kind: "require", id: recordID{tx.scope, c.schema.Name, r.ID}, owner: r, rev: r.Rev})
}

// Delete removes the record at the revision which was read.
func (c *Collection[T]) Delete(tx *Tx, r *Record[T]) {
	tx.add(&write{kind: "delete", feeds: c.schema.Numbered, id: recordID{tx.scope, c.schema.Name, r.ID}, owner: r, rev: r.Rev})
}

// add takes up a write. A record has one in a Tx: the last Put or Delete, which
// covers a Require. Two copies of a record that are both written would lose the
// changes of one, so that is a mistake.
func (tx *Tx) add(w *write) {
	before := tx.byID[w.id]
	switch {
	case before == nil:
		tx.byID[w.id] = w
		tx.writes = append(tx.writes, w)
	case before.rev != w.rev:
		tx.fail(fmt.Errorf("%s %s: two revisions in one Tx: %w", w.id.collection, w.id.id, ErrConflict))
	case w.kind == "require":
	case before.kind == "require" || w.owner == before.owner:
		*before = *w
	default:
		tx.fail(fmt.Errorf("%s %s: two copies are written in one Tx", w.id.collection, w.id.id))
	}
}

func (tx *Tx) fail(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

// Commit writes everything in one round trip, atomically. ErrConflict,
// ErrDuplicate, ErrUnavailable; ErrNotFound, see EnqueueGathered. After an error
// nothing but Commit may be called on the Tx. Committing again what was committed
// changes nothing.
func (tx *Tx) Commit(ctx context.Context) error {
	if tx.err != nil {
		return fmt.Errorf("commit: %w", tx.err)
	}
	marker, life := onceKey(tx.scope, tx.once), markerLife
	if tx.once == "" {
		if len(tx.writes) == 0 && len(tx.queued) == 0 {
			return nil
		}
		marker, life = tokenKey(tx.scope, tx.token), replyLife
	}
	args := []any{tx.token, millis(tx.at), life.Milliseconds(), millis(tx.at.Add(-garbageAge))}
	for _, w := range tx.writes {
		args = append(args, w.kind, w.id.collection, w.id.id, w.rev)
		args = append(args, w.args...)
	}
	args = append(args, tx.queued...)
	m := memoOf(ctx)
	answer, err := tx.db.run(ctx, "commit", commitScript, tx.scope, []string{marker}, args...)
	if err != nil {
		m.forget()
		return err
	}
	text, _ := answer.(string)
	switch text {
	case "conflict":
		m.forget()
		return fmt.Errorf("commit: %w", ErrConflict)
	case "duplicate":
		m.forget()
		return fmt.Errorf("commit: %w", ErrDuplicate)
	case "ungathered":
		m.forget()
		return fmt.Errorf("commit: the recipients gathered for an announcement: %w", ErrNotFound)
	}
	if tx.db.heed != nil {
		fed := slices.ContainsFunc(tx.writes, func(w *write) bool { return w.feeds })
		tx.db.heed(Committed{Scope: tx.scope, Queued: len(tx.queued) > 0, Fed: fed})
	}
	return tx.committed(m, strings.Fields(text))
}

// committed takes over the new revision and the ordinals of the puts.
func (tx *Tx) committed(m *memo, answer []string) error {
	if len(answer) == 0 {
		return fmt.Errorf("commit: %w", errGarbled)
	}
	numbers := make([]int64, len(answer))
	for i, text := range answer {
		var err error
		if numbers[i], err = number(text); err != nil {
			return fmt.Errorf("commit: %w", err)
		}
	}
	rows := make(map[recordID]*row)
	next := 1
	for _, w := range tx.writes {
		switch w.kind {
		case "put":
			if next >= len(numbers) {
				return fmt.Errorf("commit: %w", errGarbled)
			}
			rev, ordinal := numbers[0], uint32(numbers[next])
			next++
			w.stored(rev, ordinal)
			after := *w.row
			after.rev, after.ordinal = rev, ordinal
			rows[w.id] = &after
		case "delete":
			rows[w.id] = nil
		}
	}
	m.written(rows)
	return nil
}
