package deliver

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Gathered are recipients that wait for a Send.
type Gathered struct {
	Count int
	few   []string         // a short list
	list  storage.Gathered // a long one, which stands in Redis
}

// maxFew is how many recipients Gather keeps in memory, to be sent with the Tx:
// few enough that the script which commits it stays short.
const maxFew = 100

// Gather collects recipients for a Send in a Tx that decides whether they are
// written to: of any number, in little memory. More than a hundred are written
// aside, a thousand in a round trip, and are forgotten after an hour if they were
// never sent. at is the moment it is now.
func (o *Outbox) Gather(ctx context.Context, in bot.CommunityID, at time.Time, to iter.Seq[string]) (Gathered, error) {
	next, stop := iter.Pull(to)
	defer stop()
	var few []string
	for len(few) <= maxFew {
		one, more := next()
		if !more {
			return Gathered{Count: len(few), few: few}, nil
		}
		few = append(few, one)
	}
	all := func(yield func(string) bool) {
		for _, one := range few {
			if !yield(one) {
				return
			}
		}
		for one, more := next(); more && yield(one); one, more = next() {
		}
	}
	list, err := o.ledger.Gather(ctx, storage.CommunityScope(string(in)), at, all)
	if err != nil {
		return Gathered{}, fmt.Errorf("gather recipients: %w", err)
	}
	return Gathered{Count: list.Count, list: list}, nil
}

// Send queues the notice to whom was gathered, not before due, as part of tx.
// id names the announcement for what follows, such as "broadcast:<id>:<run>"; of
// several under one id the first is sent. A list that was written aside can be sent
// once and within an hour: otherwise the commit fails with storage.ErrNotFound.
// Nobody gathered: nothing.
func (o *Outbox) Send(tx *storage.Tx, id, notice, about string, g Gathered, due time.Time) {
	a := storage.Announcement{ID: id, Notice: notice, About: about, Due: due}
	if g.few != nil {
		a.To = g.few
		o.ledger.Enqueue(tx, a)
		return
	}
	o.ledger.EnqueueGathered(tx, a, g.list)
}

// Pause keeps what is unsent of an announcement from being sent until Resume.
// What is being sent at the moment is finished. It, Resume, Cancel and
// RetryFailed leave an announcement alone that is not known or so already.
func (o *Outbox) Pause(tx *storage.Tx, id string) { o.ledger.Pause(tx, id) }

// Resume has a paused announcement go on.
func (o *Outbox) Resume(tx *storage.Tx, id string) { o.ledger.Resume(tx, id) }

// Cancel ends an announcement for good: what is unsent stays unsent, and counts
// as suppressed with the reason Cancelled.
func (o *Outbox) Cancel(tx *storage.Tx, id string) { o.ledger.Cancel(tx, id) }

// Forget adds to tx that nothing is kept of an announcement: what is unsent stays
// unsent, and there is no Report any more.
func (o *Outbox) Forget(tx *storage.Tx, id string) { o.ledger.Forget(tx, id) }

// RetryFailed has what failed sent again, and nothing else; not after Cancel.
func (o *Outbox) RetryFailed(tx *storage.Tx, id string) { o.ledger.RetryFailed(tx, id) }
