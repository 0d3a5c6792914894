package deliver

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

const (
	// unknownFor is how long a notice waits for a copy of the bot that knows it:
	// longer than an update of all copies takes.
	unknownFor = time.Hour
	// unknownPause is how soon another copy may look at what this one left to it:
	// short enough that the copies that know the notice get it soon.
	unknownPause = 5 * time.Second
)

// leaveToNewer puts off a lease whose notice this copy does not know, because
// another version of the bot queued it. After an hour the deliveries fail, and
// that is reported. Nothing of this counts as a try.
func (e *leaseWorker) leaveToNewer(ctx context.Context) error {
	now := e.clock()
	since, err := e.ledger.UnknownSince(ctx, e.q.scope, e.l, now)
	if err != nil {
		return err
	}
	if now.Before(since.Add(unknownFor)) {
		for _, item := range e.l.Items {
			e.left--
			e.later[now.Add(unknownPause)] = append(e.later[now.Add(unknownPause)], item.Position)
		}
		return nil
	}
	e.log.Error("no running version of the bot knows a notice", "community", e.q.in.ID, "notice", e.l.Notice,
		"announcement", e.l.Announcement, "deliveries", len(e.l.Items), "since", since)
	if e.unknown != nil {
		e.unknown(len(e.l.Items))
	}
	for _, item := range e.l.Items {
		o := storage.Outcome{State: storage.Failed, Reason: NotKnown, Ref: item.Ref}
		if item.State == storage.Unknown && item.Ref == "" {
			o.State, o.Reason = storage.Unknown, Uncertain
		}
		if err := e.conclude(ctx, item.Position, o, false); err != nil {
			return err
		}
	}
	return nil
}
