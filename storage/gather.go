package storage

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"time"
)

// Gathered is a list of recipients that waits to be queued.
type Gathered struct {
	Count int
	token string
	scope Scope
	at    time.Time
}

const (
	// gatheredLife is how long a gathered list may wait.
	gatheredLife = time.Hour
	// gatherChunk is how many recipients travel at once.
	gatherChunk = 1000
)

// Gather writes recipients aside, a thousand in a round trip, so that neither
// the bot nor a script ever holds all of them. Recipients are cheapest as
// decimal numbers. A list that is not queued within an hour is forgotten. No
// recipients: a list of none, and no round trip.
func (l *Ledger) Gather(ctx context.Context, s Scope, at time.Time, to iter.Seq[string]) (Gathered, error) {
	g := Gathered{token: rand.Text(), scope: s, at: at}
	chunk := make([]any, 0, gatherChunk)
	write := func() error {
		args := append([]any{g.Count, gatheredLife.Milliseconds()}, chunk...)
		_, err := l.db.run(ctx, "gather recipients", gatherScript, s, []string{gatheredKey(s, g.token)}, args...)
		g.Count += len(chunk)
		chunk = chunk[:0]
		return err
	}
	for one := range to {
		if chunk = append(chunk, one); len(chunk) == gatherChunk {
			if err := write(); err != nil {
				return Gathered{}, err
			}
		}
	}
	if len(chunk) > 0 {
		if err := write(); err != nil {
			return Gathered{}, err
		}
	}
	return g, nil
}

// EnqueueGathered adds the announcement to the Tx, to the recipients of g, whose
// list it takes over in no time, however long it is; a.To and a.Living are not
// used. The commit fails with ErrNotFound, and nothing of the Tx happens, if the
// list was queued before or is forgotten. An ID that is known is ignored.
func (l *Ledger) EnqueueGathered(tx *Tx, a Announcement, g Gathered) {
	switch {
	case g.Count == 0:
		return
	case a.ID == "":
		tx.fail(fmt.Errorf("queue %s: an announcement without an id", a.Notice))
	case g.scope != tx.scope:
		tx.fail(fmt.Errorf("queue %s: recipients gathered in %s for a Tx in %s", a.Notice, g.scope, tx.scope))
	case tx.at.Sub(g.at) > gatheredLife:
		tx.fail(fmt.Errorf("queue %s: recipients gathered at %s: %w", a.Notice, g.at, ErrNotFound))
	default:
		tx.queued = append(tx.queued, "gathered", a.ID, a.Notice, a.About, millis(a.Due), g.token, g.Count)
	}
}
