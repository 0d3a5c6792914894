package storage

import "fmt"

// Pause adds to the Tx that nothing more of the announcement is begun until it
// is resumed. What was begun is finished. Pause, Resume, Cancel and Retry do
// nothing to an announcement that is not known, or that is as they want it.
func (l *Ledger) Pause(tx *Tx, id string) { tx.steer("pause", id) }

// Resume adds to the Tx that a paused announcement goes on.
func (l *Ledger) Resume(tx *Tx, id string) { tx.steer("resume", id) }

// Cancel adds to the Tx that what was not begun is not sent: it counts as
// Suppressed, with the reason Cancelled. It cannot be taken back.
func (l *Ledger) Cancel(tx *Tx, id string) { tx.steer("cancel", id) }

// RetryFailed adds to the Tx that what failed is pending again, unless the
// announcement was cancelled.
func (l *Ledger) RetryFailed(tx *Tx, id string) { tx.steer("retry", id) }

// Forget adds to the Tx that nothing of the announcement is kept, living or not:
// what was not begun is not sent, and there is no report of it any more. What is
// being sent at the moment may still arrive. One that is not known is left alone.
func (l *Ledger) Forget(tx *Tx, id string) { tx.steer("forget", id) }

// Cancelled is the reason of what Cancel kept from being sent.
const Cancelled = "cancelled"

func (tx *Tx) steer(how, id string) {
	if id == "" {
		tx.fail(fmt.Errorf("%s: an announcement without an id", how))
		return
	}
	tx.queued = append(tx.queued, how, id)
}
