package deliver

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// patience is how long a hand waits for its turn. What has to wait longer
	// is put off, so that the hand is free for others.
	patience = 10 * time.Second
	// ahead is how far ahead a turn is reserved among those sent by the
	// thousand: far enough that no turn is lost, and so little that what must
	// not wait soon finds a place, and that few know too late of a refusal.
	ahead = 500 * time.Millisecond
	// coarse is to what turns that are put off are rounded: what waits together
	// costs the ledger nothing.
	coarse = time.Minute
	// late is how long after its turn something may be sent in any case.
	late = 10 * time.Millisecond
)

// errEnding: the courier is told to end while a delivery waits for its turn.
var errEnding = errors.New("ending")

// limits keeps to what the platforms allow, together with all copies of the bot.
type limits struct {
	shared *storage.Limiter

	mu sync.Mutex
	// full are buckets that a platform said are full, until then: whoever waits
	// for a turn in this process need not be refused as well.
	full map[string]time.Time
}

func newLimits(db *storage.DB) *limits {
	return &limits{shared: storage.NewLimiter(db), full: map[string]time.Time{}}
}

// turn is leave to send one message. It is kept while the message is written
// anew.
type turn struct {
	in      storage.Scope
	buckets []storage.Bucket
	held    storage.Reservation
	taken   bool
}

// await returns when the message may be sent. An outcome with a state means that
// it is put off; the error is storage's, or errEnding.
func (d *delivery) await(ctx context.Context, p place, t *turn) (storage.Outcome, error) {
	if len(p.limits) == 0 || t.held.Held && d.inTime(p, t, t.held) {
		return storage.Outcome{}, nil
	}
	t.in, t.buckets = storage.LimitScope(p.traits.Platform), nil
	for _, b := range p.limits {
		t.buckets = append(t.buckets, storage.Bucket(b))
	}
	w := storage.Wish{Buckets: t.buckets, Ahead: min(ahead, d.patience), Instead: t.held}
	t.held = storage.Reservation{}
	if d.notices[d.l.Notice].Purpose == "" && !d.l.Long() {
		w.Prompt, w.Ahead = true, d.patience
	}
	for {
		r, err := d.limits.shared.Reserve(ctx, t.in, w, d.clock())
		if err != nil {
			return storage.Outcome{}, err
		}
		if r.At.Sub(d.clock()) > d.patience {
			return d.putOff(r.At.Add(coarse - 1).Truncate(coarse)), d.limits.shared.Return(ctx, t.in, r)
		}
		if err := d.rest(ctx, r.At); err != nil {
			return storage.Outcome{}, errors.Join(err, d.limits.shared.Return(context.WithoutCancel(ctx), t.in, r))
		}
		if r.Held && d.inTime(p, t, r) {
			t.held = r
			return storage.Outcome{}, nil
		}
		w.Instead = r
	}
}

// sendInTime sends a message that was begun, unless that took so long that its
// turn is over: then it waits for another.
func (d *delivery) sendInTime(ctx context.Context, p place, t *turn) storage.Outcome {
	for t.held.Held && !d.inTime(p, t, t.held) {
		o, err := d.await(ctx, p, t)
		if err != nil {
			return d.putOff(d.clock())
		}
		if o.State != 0 {
			return o
		}
	}
	t.taken = true
	return d.send(ctx, p, t)
}

// rest waits for a moment, and meanwhile records what became of the delivery
// before: a process that is killed now should not leave it uncertain.
func (d *delivery) rest(ctx context.Context, until time.Time) error {
	if !d.clock().Before(until) {
		return nil
	}
	if err := d.flush(ctx); err != nil {
		return err
	}
	timer := time.NewTimer(until.Sub(d.clock()))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-d.ending:
		return errEnding
	case <-ctx.Done():
		return ctx.Err()
	}
}

// inTime says whether a turn can be taken, now that it has come: what comes almost
// with the next ones may be one too many, and what is full now would be refused.
func (d *delivery) inTime(p place, t *turn, r storage.Reservation) bool {
	now := d.clock()
	grace := time.Hour
	for _, b := range t.buckets {
		if !b.Burst {
			grace = min(grace, b.Per/time.Duration(b.Max)/2)
		}
		if now.Before(d.limits.until(p.traits.Platform, b.Name)) {
			return false
		}
	}
	return now.Sub(r.At) <= max(late, grace)
}

// drop gives back a turn that was not taken. If that fails, somebody waits a
// moment longer than they need to.
func (e *leaseWorker) drop(ctx context.Context, t *turn) {
	if !t.held.Held || t.taken {
		return
	}
	if err := e.limits.shared.Return(ctx, t.in, t.held); err != nil {
		e.log.Warn("a turn could not be given back", "community", e.q.in.ID, "error", err)
	}
}

// refused takes in that the platform wants less, and puts the delivery off.
func (d *delivery) refused(ctx context.Context, p place, t *turn, after bot.TryAfter) storage.Outcome {
	now := d.clock()
	if after.Bucket == "" {
		return d.putOff(d.q.holds.busy(p.part(), now, after))
	}
	wait := time.Duration(max(after.Seconds, 1)) * time.Second
	sent := t.held.At
	if sent.IsZero() || sent.After(now) {
		sent = now
	}
	d.limits.fill(p.traits.Platform, after.Bucket, now.Add(wait), now)
	if err := d.limits.shared.Penalize(ctx, storage.LimitScope(p.traits.Platform), after.Bucket, wait, sent, now); err != nil {
		d.log.Warn("that a platform wants less could not be shared", "platform", p.traits.Platform, "error", err)
	}
	return d.putOff(now.Add(wait))
}

// until is the moment before which the bucket is known to be full.
func (l *limits) until(platform, bucket string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.full[platform+" "+bucket]
}

func (l *limits) fill(platform, bucket string, until, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, over := range l.full {
		if !now.Before(over) {
			delete(l.full, name)
		}
	}
	l.full[platform+" "+bucket] = until
}
