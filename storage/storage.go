// Package storage keeps the bot's state in Redis: collections of records with
// indexes, feeds of changes, the ledger of messages to be sent, the agenda of
// what is due when, and the limits of what platforms allow.
//
// It promises that what one Tx collects happens entirely or not at all, and at
// most once under its key, on a single server and on a Cluster; that lost
// replies and repeated commands change nothing; and that errors say whether
// something was written. It does not know what the records mean, never asks
// what time it is, and does not survive a Redis that forgets what it has
// acknowledged.
//
// Redis's client has one logger for the whole process. Nothing here sets it: LogTo
// is for the program.
package storage

import "github.com/redis/go-redis/v9"

// DB is a connection to Redis. It is safe for concurrent use.
type DB struct {
	client redis.UniversalClient
	heed   func(Committed) // of OnCommit; may be nil
	// replicas are of each server that takes writes.
	replicas replicas
}

// New is a DB over a client. The caller closes the client. The client may
// resend commands whose reply was lost (MaxRetries): every write knows itself
// again.
func New(client redis.UniversalClient) *DB { return &DB{client: client} }

// Committed is what a Tx did that others may wait for.
type Committed struct {
	Scope  Scope
	Queued bool // announcements or jobs
	Fed    bool // the feed of a collection
}

// OnCommit has heed told of every Tx of this DB, as soon as it is committed. It
// is called from many goroutines, which it must not hold up. Set it before the
// DB is used.
func (db *DB) OnCommit(heed func(Committed)) { db.heed = heed }
