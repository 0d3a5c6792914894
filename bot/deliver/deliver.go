// Package deliver sends what the bot says of its own accord: features queue a
// notice in the transaction of its cause, the Courier sends it.
//
// It promises that a notice is sent if and only if its cause was committed,
// that each recipient gets it once or is reported, that it is written at the
// moment of sending, and that a stopped or killed process loses nothing. It
// does not promise when, nor in which order two notices arrive.
package deliver

import (
	"context"
	"log/slog"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Outbox is what features queue into.
type Outbox struct{}

// NewOutbox queues into db's ledger.
func NewOutbox(db *storage.DB) *Outbox { panic("deliver: being built") }

// Tell queues the notice for each of to, as part of tx. No recipients: nothing.
func (o *Outbox) Tell(tx *storage.Tx, notice, about string, to ...string) {
	panic("deliver: being built")
}

// Keep queues a living message, which is one message in each of to that is
// edited in place from then on, as part of tx. Called again for the same notice
// and about, it has the message written anew.
func (o *Outbox) Keep(tx *storage.Tx, notice, about string, to ...string) {
	panic("deliver: being built")
}

// Config is what a Courier needs.
type Config struct {
	DB          *storage.DB
	Communities []bot.Community
	Notices     []bot.Notice
	Adapters    []bot.Adapter // one for each platform
	Clock       bot.Clock
	Log         *slog.Logger
}

// Courier takes deliveries from the ledger and sends them. Any number of
// couriers, in any number of processes, share the work.
type Courier struct{}

// NewCourier is a courier that is not running yet.
func NewCourier(c Config) *Courier { panic("deliver: being built") }

// Run sends until ctx ends, and finishes the delivery it is at.
func (c *Courier) Run(ctx context.Context) error { panic("deliver: being built") }

// Wake makes Run look at the ledger at once.
func (c *Courier) Wake() { panic("deliver: being built") }

// Drain sends everything that is due now and returns how many messages were
// sent or edited.
func (c *Courier) Drain(ctx context.Context) (int, error) { panic("deliver: being built") }
