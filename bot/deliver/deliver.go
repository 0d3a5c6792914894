// Package deliver sends what the bot says of its own accord: features queue a
// notice in the transaction of its cause, the Courier sends it.
//
// It promises that a notice is sent if and only if its cause was committed,
// that each recipient gets it once or is reported, that it is written at the
// moment of sending, and that a stopped or killed process loses nothing. It
// does not promise when, nor in which order two notices arrive.
//
// Once is as strong as the platform lets it be. A message whose fate is not known
// is sent again under the same key where Traits.Repeatable holds; elsewhere the
// platform is asked for it, and where that does not tell it is reported as
// uncertain, and never sent blindly.
package deliver

import (
	"crypto/rand"

	"github.com/alumnibot/alumnibot/storage"
)

// Outbox is what features queue into.
type Outbox struct{ ledger *storage.Ledger }

// NewOutbox queues into db's ledger.
func NewOutbox(db *storage.DB) *Outbox { return &Outbox{storage.NewLedger(db)} }

// Tell queues the notice for each of to, as part of tx. No recipients: nothing.
func (o *Outbox) Tell(tx *storage.Tx, notice, about string, to ...string) {
	o.enqueue(tx, storage.Announcement{ID: rand.Text(), Notice: notice, About: about, To: to})
}

// Keep queues a living message, which is one message in each of to that is
// edited in place from then on, as part of tx. Called again for the same notice
// and about, it has the message written anew, in the places it has.
func (o *Outbox) Keep(tx *storage.Tx, notice, about string, to ...string) {
	o.enqueue(tx, storage.Announcement{ID: KeptID(notice, about), Notice: notice, About: about, To: to, Living: true})
}

// End adds to tx that the living message of the notice and about is not edited any
// more, because what it is about is deleted: nothing is kept of it. The messages
// themselves stay where they are. A Keep after it posts new ones.
func (o *Outbox) End(tx *storage.Tx, notice, about string) {
	o.ledger.Forget(tx, KeptID(notice, about))
}

func (o *Outbox) enqueue(tx *storage.Tx, a storage.Announcement) {
	if len(a.To) > 0 {
		o.ledger.Enqueue(tx, a)
	}
}

// KeptID is the ledger's id of what Keep queues.
func KeptID(notice, about string) string { return notice + ":" + about }

// Why a delivery ended without being sent, besides what a bot.Withheld says.
const (
	Unreachable  = "unreachable"       // the person or channel cannot be written to
	Refused      = "refused"           // the platform will never take it
	Uncertain    = "uncertain"         // it may or may not have arrived
	NotWritten   = "cannot be written" // the notice failed again and again
	NotKnown     = "not known"         // no copy of the bot knew the notice for an hour
	NotConnected = "not connected"     // no adapter for the recipient's platform
	Deactivated  = "deactivated"       // the account is not used any more
	Budget       = "budget"            // they have had as many messages as they may
	Cancelled    = storage.Cancelled   // somebody cancelled the announcement
)
