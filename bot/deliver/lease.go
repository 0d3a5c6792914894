package deliver

import (
	"context"
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// work goes through a lease and returns how many messages were sent or edited.
// When ctx ends it finishes the delivery it is at and gives back the rest. Its
// error is storage's; a lease that was lost to somebody else is none.
func (c *Courier) work(ctx context.Context, r *round, l *storage.Lease) (sent int, err error) {
	left, ended := len(l.Items), false
	for _, item := range l.Items {
		if ctx.Err() != nil || c.clock().Add(itemTime).After(l.Until) {
			break
		}
		var o storage.Outcome
		if o, err = c.deliver(ctx, r, l, item); err != nil {
			break
		}
		left--
		if o.State == storage.Sent {
			sent++
		}
		ended = ended || o.State != storage.Pending
	}
	// The rest is nobody's business but the next lease's, also when ctx is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), itemTime)
	defer cancel()
	if errors.Is(err, storage.ErrHalted) {
		err = nil
	}
	switch {
	case errors.Is(err, storage.ErrFenced):
		c.log.Warn("a lease ran out while sending", "community", r.in.ID, "notice", l.Notice)
		return sent, nil
	case err != nil:
		// Even if storage answers again by now, the first error is to be told.
		_ = c.ledger.Release(ctx, r.scope, l, c.clock())
		return sent, err
	case left > 0:
		if err := c.ledger.Release(ctx, r.scope, l, c.clock()); err != nil {
			return sent, err
		}
	}
	if ended {
		err = c.report(ctx, r, l)
	}
	return sent, err
}

// report logs the totals of an announcement of which nothing is left to do.
func (c *Courier) report(ctx context.Context, r *round, l *storage.Lease) error {
	totals, err := c.ledger.Totals(ctx, r.scope, l.Announcement)
	if err != nil || totals[storage.Pending]+totals[storage.Sending] > 0 {
		return err
	}
	c.log.Info("announcement finished", "community", r.in.ID, "notice", l.Notice,
		"announcement", l.Announcement, "version", l.Version,
		"sent", totals[storage.Sent], "failed", totals[storage.Failed],
		"suppressed", totals[storage.Suppressed], "unknown", totals[storage.Unknown])
	return nil
}

// deliver does one delivery from writing to settling, and returns what was
// settled.
func (c *Courier) deliver(ctx context.Context, r *round, l *storage.Lease, item storage.Item) (storage.Outcome, error) {
	// A memo of its own: what is written is true now.
	ctx, cancel := context.WithTimeout(storage.WithMemo(context.WithoutCancel(ctx)), itemTime)
	defer cancel()
	d := &delivery{Courier: c, r: r, l: l, item: item, try: tryID{r.in.ID, l.Announcement, item.Position}}
	d.maybe = item.State == storage.Unknown || c.tries.uncertain(d.try)

	p, o, err := d.write(ctx)
	if err != nil {
		return o, err
	}
	if o.State == 0 {
		switch err := c.ledger.Begin(ctx, r.scope, l, item.Position, c.clock()); {
		case errors.Is(err, storage.ErrUnavailable):
			// It may stand as begun there, and was not sent: that can be known
			// only from here.
			o = d.putOff(c.clock().Add(firstPause))
		case err != nil:
			return o, err
		default:
			o = d.send(ctx, p)
		}
	}
	if o.State != storage.Pending {
		c.tries.forget(d.try)
	}
	return o, c.settle(ctx, r, l, item.Position, o)
}

const (
	settleTries = 3
	settlePause = 250 * time.Millisecond
)

// settle records an outcome. It is known here alone, so that a Redis which
// fails for a moment is asked again.
func (c *Courier) settle(ctx context.Context, r *round, l *storage.Lease, position int, o storage.Outcome) error {
	for try := 1; ; try++ {
		err := c.ledger.Settle(ctx, r.scope, l, position, o, -1, c.clock())
		if try == settleTries || !errors.Is(err, storage.ErrUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(settlePause):
		}
	}
}

// delivery is one item on its way.
type delivery struct {
	*Courier
	r    *round
	l    *storage.Lease
	item storage.Item
	try  tryID
	// maybe: it may have been sent before.
	maybe bool
}

// parcel is what the notice gets to know.
func (d *delivery) parcel() bot.Parcel {
	at := d.clock()
	if d.r.in.Zone != nil {
		at = at.In(d.r.in.Zone)
	}
	return bot.Parcel{In: d.r.in, About: d.l.About, To: d.item.To, At: at}
}
