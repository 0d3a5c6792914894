package storage

import (
	"context"
	"fmt"
	"time"
)

// State is where one delivery stands.
type State byte

const (
	Pending    State = 'p'
	Sending    State = 's' // begun; a crash now leaves it unknown
	Sent       State = 'o'
	Failed     State = 'f'
	Unknown    State = 'u' // it may or may not have been sent
	Suppressed State = 'x' // withheld, with a reason
)

// Ledger holds the messages which the bot is to send, each to a list of
// recipients that is frozen when it is queued.
//
// It promises that a delivery is leased by one worker at a time (a fence token
// tells an outdated one), that a delivery which was begun by a worker that
// vanished comes back as Unknown and not as Pending, that totals add up, and
// that no member is contacted more often than allowed. One recipient takes one
// byte besides their name in the list. It does not promise an order:
// announcements take turns, lease by lease.
type Ledger struct{ db *DB }

// NewLedger is the ledger in db.
func NewLedger(db *DB) *Ledger { return &Ledger{db} }

// Announcement is one notice to a list of recipients.
type Announcement struct {
	ID     string
	Notice string // which bot.Notice writes it
	About  string // what it is about
	To     []string
	// Living announcements keep one message true: queueing the same ID again
	// sends it anew to the same recipients, once, however often it was queued
	// meanwhile. Others are ignored when their ID is known.
	Living bool
	Due    time.Time // not before
}

// Enqueue adds the announcement to the Tx. Without recipients there is nothing
// to add. An ID that is not living is known for 90 days after the last of its
// deliveries was settled.
func (l *Ledger) Enqueue(tx *Tx, a Announcement) {
	if len(a.To) == 0 {
		return
	}
	if a.ID == "" {
		tx.fail(fmt.Errorf("queue %s: an announcement without an id", a.Notice))
		return
	}
	living := 0
	if a.Living {
		living = 1
	}
	tx.queued = append(tx.queued, "announce", a.ID, a.Notice, a.About, living, millis(a.Due), len(a.To))
	for _, to := range a.To {
		tx.queued = append(tx.queued, to)
	}
}

// NextDue is when the earliest announcement is due, or the zero time. One of
// which everything that can be is leased is due when the first lease ends.
func (l *Ledger) NextDue(ctx context.Context, s Scope) (next time.Time, err error) {
	for _, key := range []string{dueKey(s), bulkKey(s)} {
		due, err := l.db.earliest(ctx, "read what is due next", key)
		if err != nil {
			return time.Time{}, err
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

// earliest is the lowest score of a zset of instants, or the zero time.
func (db *DB) earliest(ctx context.Context, doing, key string) (time.Time, error) {
	first, err := db.client.ZRangeWithScores(ctx, key, 0, 0).Result()
	if err != nil {
		return time.Time{}, failure(doing, err)
	}
	if len(first) == 0 {
		return time.Time{}, nil
	}
	return time.UnixMilli(int64(first[0].Score)).UTC(), nil
}
