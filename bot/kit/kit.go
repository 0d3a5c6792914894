// Package kit is what rooms do in the same way: read a record or refuse, commit and
// answer, turn the pages of a list, offer what a state allows, hand out a file and
// keep who took it, name a record by what caused it.
//
// It promises that a room spells out no scope, no moment and no idempotency key:
// they come from the Occasion, so that no read asks the wrong community and no
// write is without its key. It decides nothing that a room could want otherwise;
// what one room alone needs is written in that room.
package kit

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Occasion is what a room acts on: a *bot.Call, a bot.DeliveryRequest or a
// bot.JobRun.
type Occasion interface {
	// Occasion is the community, the moment, and the key under which the effects
	// happen once; no key where doing them again does no harm.
	Occasion() (in bot.CommunityID, at time.Time, once string)
}

// On is an Occasion without a key, for functions that serve several kinds.
func On(in bot.CommunityID, at time.Time) Occasion { return moment{in, at} }

type moment struct {
	in bot.CommunityID
	at time.Time
}

func (m moment) Occasion() (bot.CommunityID, time.Time, string) { return m.in, m.at, "" }

// Scope is where a community's records are.
func Scope(in bot.CommunityID) storage.Scope { return storage.CommunityScope(string(in)) }

// Batch collects reads that travel together.
func Batch(db *storage.DB, o Occasion) *storage.Batch {
	in, at, _ := o.Occasion()
	return db.Batch(Scope(in), at)
}

// Begin starts the one write of an occasion.
func Begin(db *storage.DB, o Occasion) *storage.Tx {
	in, at, once := o.Occasion()
	return db.Begin(Scope(in), once, at)
}

// Commit writes tx and answers: what was not written is not said. A handler of
// which the answer depends on what Commit left in a record commits by hand.
func Commit(ctx context.Context, tx *storage.Tx, a bot.Answer) (bot.Answer, error) {
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	return a, nil
}
