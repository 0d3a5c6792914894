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
package storage

import "github.com/redis/go-redis/v9"

// DB is a connection to Redis. It is safe for concurrent use.
type DB struct {
	client redis.UniversalClient
}

// New is a DB over a client. The caller closes the client. The client may
// resend commands whose reply was lost (MaxRetries): every write knows itself
// again.
func New(client redis.UniversalClient) *DB { return &DB{client: client} }
