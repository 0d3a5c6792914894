package broadcast

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// byAll lists all broadcasts of a community by when they were made, byEnd those
// that are over by when they were.
const (
	byAll = "all"
	byEnd = "end"
)

func newCollection(db *storage.DB) *storage.Collection[Broadcast] {
	return storage.NewCollection(db, storage.Schema[Broadcast]{
		Name: "broadcast",
		Terms: func(b Broadcast) []storage.Term {
			terms := []storage.Term{{Index: byAll, Value: "x", Score: b.Created.Unix()}}
			if b.State == Sent || b.State == Cancelled {
				terms = append(terms, storage.Term{Index: byEnd, Value: "x", Score: b.over().Unix()})
			}
			return terms
		},
	})
}

// over is when a broadcast was that is sent or cancelled.
func (b Broadcast) over() time.Time {
	if last := b.latest(); last != nil {
		return last.Began
	}
	return b.Created
}

// newID is an id that follows from the effect's key: the same effect again
// makes the same broadcast.
func newID(once string) string { return kit.ID("broadcast", once) }

// find reads a broadcast.
func (b *Broadcasts) find(ctx context.Context, c *bot.Call, id string) (*storage.Record[Broadcast], error) {
	if !kit.IsID(id) {
		return nil, c.Refuse(msgNotHere)
	}
	r, err := kit.Find(ctx, c, b.all, id, msgNotHere)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// save writes the broadcast as part of tx and has its card say what is true
// now. A draft that nobody has confirmed yet has no card.
func (b *Broadcasts) save(tx *storage.Tx, in bot.Community, r *storage.Record[Broadcast]) {
	r.Value.Carded = r.Value.Carded || r.Value.State != Draft
	b.all.Put(tx, r)
	if r.Value.Carded {
		b.keepCard(tx, in, r.ID)
	}
}

// keepCard has the card written anew.
func (b *Broadcasts) keepCard(tx *storage.Tx, in bot.Community, id string) {
	b.Outbox.Keep(tx, noticeCard, id, bot.ToChannels(in.Managers...)...)
}

// forget deletes what is kept of a broadcast's messages: the card and the reports.
func (b *Broadcasts) forget(ctx context.Context, s storage.Scope, r *storage.Record[Broadcast], at time.Time) error {
	tx := b.DB.Begin(s, "", at)
	b.Outbox.End(tx, noticeCard, r.ID)
	for _, run := range r.Value.Runs {
		b.Outbox.Forget(tx, announcement(r.ID, run.Number))
	}
	return tx.Commit(ctx)
}

// runID names a run in the ledger, and in what its notices are about.
func runID(id string, number int) string { return id + "." + strconv.Itoa(number) }

// readRun reads what runID wrote.
func readRun(about string) (id string, number int, ok bool) {
	id, digits, _ := strings.Cut(about, ".")
	number, err := strconv.Atoi(digits)
	return id, number, err == nil && kit.IsID(id)
}

// announcement is a run's name in the ledger.
func announcement(id string, number int) string { return "broadcast:" + runID(id, number) }
