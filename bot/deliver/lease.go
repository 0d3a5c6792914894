package deliver

import (
	"context"
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// leaseWorker is a lease on its way: one delivery after another.
type leaseWorker struct {
	*Courier
	q *communityQueue
	l *storage.Lease
	// patience is how long a delivery waits for its turn; ending is closed when
	// none waits any more.
	patience time.Duration
	ending   <-chan struct{}

	sent int // messages sent or edited
	left int // deliveries that nothing is known of
	// open is what became of the last delivery. It is recorded together with
	// the beginning of the next, so that a delivery costs one round trip.
	open *settlement
	// doubt is a delivery that may stand as begun in Redis, and was not sent.
	doubt *settlement
	// later are deliveries that were not begun, by when they are due.
	later map[time.Time][]int
}

// settlement is an outcome that is not recorded yet.
type settlement struct {
	position int
	outcome  storage.Outcome
}

const (
	// leaseSize and leaseTime: so few deliveries, for so short a time, that a
	// process which dies keeps nobody waiting for long. A lease is renewed
	// while it is worked on.
	leaseSize = 20
	leaseTime = 10 * time.Second
	// itemTime is what one delivery may take.
	itemTime = 20 * time.Second
	// looks is how often a delivery is written anew because its recipient's
	// record changes all the while.
	looks = 3

	settleTries = 3
	settlePause = 250 * time.Millisecond
)

// work goes through a lease and returns how many messages were sent or edited.
// When ctx ends it finishes the delivery it is at and gives back the rest. Its
// error is storage's; a lease that was lost to somebody else is none.
func (c *Courier) work(ctx context.Context, q *communityQueue, l *storage.Lease, patience time.Duration) (int, error) {
	e := &leaseWorker{Courier: c, q: q, l: l, patience: patience, ending: ctx.Done(), left: len(l.Items), later: map[time.Time][]int{}}
	// What was begun is finished whatever happens.
	whole := context.WithoutCancel(ctx)
	defer e.keep(whole)()
	if _, known := c.notices[l.Notice]; !known {
		return 0, e.close(whole, e.leaveToNewer(whole))
	}
	var err error
	for _, item := range l.Items {
		var more bool
		if ctx.Err() != nil {
			break
		}
		if more, err = e.deliver(whole, item); err != nil || !more {
			break
		}
	}
	if errors.Is(err, errEnding) {
		err = nil
	}
	return e.sent, e.close(whole, err)
}

// keep renews the lease until what it returns is called: a platform may take
// longer than a lease lasts.
func (e *leaseWorker) keep(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done, held := make(chan struct{}), *e.l
	go func() {
		defer close(done)
		tick := time.NewTicker(leaseTime / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				// Whether it worked shows at the next step.
				_ = e.ledger.Renew(ctx, e.q.scope, &held, e.clock())
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// deliver does one delivery, from writing to what became of it. more: the lease
// goes on.
func (e *leaseWorker) deliver(ctx context.Context, item storage.Item) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, itemTime)
	defer cancel()
	var t turn
	defer e.drop(ctx, &t)
	for range looks {
		d := &delivery{leaseWorker: e, item: item, in: e.q.in, maybe: item.State == storage.Unknown}
		// A memo of its own: what is written is true now.
		p, o, err := d.prepare(storage.WithMemo(ctx))
		if err == nil && o.State == 0 {
			o, err = d.await(ctx, p, &t)
		}
		if err != nil {
			return false, err
		}
		if o.State != 0 {
			return true, e.conclude(ctx, item.Position, o, false)
		}
		verdict, err := e.begin(ctx, d.next(p))
		if err != nil {
			// Whether it stands as begun is not known; that nothing was sent is
			// known only here.
			back := storage.Outcome{State: storage.Pending}
			if d.maybe {
				back = d.lookLater(e.clock())
			}
			e.doubt = &settlement{item.Position, back}
			return false, err
		}
		switch verdict {
		case storage.Begun, storage.BegunFirst:
			o := d.sendInTime(ctx, p, &t)
			if o.State != storage.Sent && o.State != storage.Unknown && (verdict == storage.BegunFirst || p.own) {
				o.GiveBack = p.contact
			}
			return true, e.conclude(ctx, item.Position, o, true)
		case storage.Spent:
			return true, e.conclude(ctx, item.Position, d.overBudget(ctx, p), false)
		case storage.Paused:
			return false, nil
		case storage.CalledOff:
			return true, e.conclude(ctx, item.Position, d.cancelled(ctx, p), true)
		}
	}
	return true, e.conclude(ctx, item.Position, storage.Outcome{State: storage.Pending, Retry: e.clock().Add(firstPause)}, false)
}

// begin marks a delivery as begun, and records what became of the one before.
func (e *leaseWorker) begin(ctx context.Context, next storage.Next) (verdict storage.Verdict, err error) {
	err = e.insist(ctx, func() error {
		if e.open == nil {
			verdict, err = e.ledger.Begin(ctx, e.q.scope, e.l, next, e.clock())
		} else {
			verdict, err = e.ledger.Ack(ctx, e.q.scope, e.l, e.open.position, e.open.outcome, &next, e.clock())
		}
		return err
	})
	if err == nil {
		e.open = nil
	}
	return verdict, err
}

// conclude takes in what became of a delivery. What was not begun and is only
// put off is recorded with everything that is put off to the same moment.
func (e *leaseWorker) conclude(ctx context.Context, position int, o storage.Outcome, begun bool) error {
	e.left--
	if o.State == storage.Sent {
		e.sent++
	}
	if o.State == storage.Pending && !begun && !o.Retry.IsZero() && o.Tries == 0 {
		e.later[o.Retry] = append(e.later[o.Retry], position)
		return nil
	}
	err := e.flush(ctx)
	e.open = &settlement{position, o}
	return err
}

// flush records what became of the last delivery.
func (e *leaseWorker) flush(ctx context.Context) error {
	for _, s := range []**settlement{&e.open, &e.doubt} {
		if *s == nil {
			continue
		}
		err := e.insist(ctx, func() error {
			_, err := e.ledger.Ack(ctx, e.q.scope, e.l, (*s).position, (*s).outcome, nil, e.clock())
			return err
		})
		if err != nil {
			return err
		}
		*s = nil
	}
	return nil
}

// insist asks a Redis that fails for a moment again: what is to be recorded is
// known here alone.
func (e *leaseWorker) insist(ctx context.Context, record func() error) error {
	for try := 1; ; try++ {
		err := record()
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

// close records what is not recorded yet, and gives back the rest.
func (e *leaseWorker) close(ctx context.Context, err error) error {
	ctx, cancel := context.WithTimeout(ctx, itemTime)
	defer cancel()
	// Even if storage answers again by now, the first error is to be told.
	first := func(next error) {
		if err == nil {
			err = next
		}
	}
	if !errors.Is(err, storage.ErrFenced) {
		first(e.flush(ctx))
	}
	for due, positions := range e.later {
		if errors.Is(err, storage.ErrFenced) {
			break
		}
		first(e.insist(ctx, func() error {
			return e.ledger.Postpone(ctx, e.q.scope, e.l, positions, due, e.clock())
		}))
	}
	if errors.Is(err, storage.ErrFenced) {
		e.log.Warn("a lease ran out while sending", "community", e.q.in.ID, "notice", e.l.Notice)
		return nil
	}
	if e.left > 0 || err != nil {
		first(e.ledger.Release(ctx, e.q.scope, e.l, e.clock()))
	}
	if err == nil && e.l.Finished {
		err = e.report(ctx)
	}
	return err
}

// report logs the totals of an announcement of which nothing is left to do.
func (e *leaseWorker) report(ctx context.Context) error {
	t, err := e.ledger.Counts(ctx, e.q.scope, e.l.Announcement)
	if err != nil {
		return err
	}
	e.log.Info("announcement finished", "community", e.q.in.ID, "notice", e.l.Notice,
		"announcement", e.l.Announcement, "version", e.l.Version,
		"sent", t.States[storage.Sent], "failed", t.States[storage.Failed],
		"suppressed", t.States[storage.Suppressed], "unknown", t.States[storage.Unknown])
	return nil
}
