package deliver

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/storage"
)

// How often and after which pauses something is tried again.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
	// writeTries is about a quarter of an hour.
	writeTries = 10
	// sendTries stays within the time for which a platform knows a key.
	sendTries = 5
	// lookFor is how long a message is looked for whose end is not known.
	lookFor = 24 * time.Hour
)

// pause doubles with each try, up to lastPause.
func pause(tries int) time.Duration {
	return min(firstPause<<min(tries-1, 16), lastPause)
}

// next is what begins the delivery.
func (d *delivery) next(p place) storage.Next {
	return storage.Next{Position: d.item.Position, Contact: p.contact, Require: p.require}
}

// send sends or edits, and says what became of it.
func (d *delivery) send(ctx context.Context, p place, t *turn) storage.Outcome {
	begun := d.clock()
	ref, err := d.transmit(ctx, p)
	platform := p.traits.Platform
	var after bot.TryAfter
	switch {
	case err == nil:
		d.q.holds.works(p.part(), d.clock())
		return d.done(ref)
	case errors.As(err, &after):
		return d.refused(ctx, p, t, after)
	case errors.Is(err, bot.ErrStopped):
		return d.putOff(d.q.holds.stopped(p.part(), d.clock(), err))
	case errors.Is(err, bot.ErrUnreachable):
		d.closed(ctx, p)
		return d.failed(ctx, p, Unreachable)
	case errors.Is(err, bot.ErrRefused):
		return d.failed(ctx, p, Refused)
	}
	d.log.Warn("unknown whether a message was sent", "community", d.q.in.ID, "notice", d.l.Notice, "platform", platform, "error", err)
	if !d.maybe {
		d.maybe, d.item.Begun = true, begun
	}
	if d.item.Ref != "" && d.item.Tries+1 >= sendTries {
		return d.ended(storage.Unknown, Uncertain)
	}
	return d.lookLater(d.clock())
}

// failed is the outcome of what a platform will not take: this time, if it may
// have been sent before.
func (d *delivery) failed(ctx context.Context, p place, reason string) storage.Outcome {
	o := d.ended(storage.Failed, reason)
	if d.maybe && d.item.Ref == "" {
		return d.doubt(ctx, p, o)
	}
	return o
}

// done is the outcome of a message that is there.
func (d *delivery) done(ref bot.MessageRef) storage.Outcome {
	o := storage.Outcome{State: storage.Sent}
	if d.l.Living {
		o.Ref = string(ref)
	}
	return o
}

// closed remembers that a member's inbox is closed.
func (d *delivery) closed(ctx context.Context, p place) {
	if p.member == "" || p.out.User == "" || d.members == nil {
		return
	}
	if err := d.members.Unreachable(ctx, d.q.in.ID, p.member, d.now()); err != nil {
		d.log.Warn("it is not kept that a member cannot be reached", "community", d.q.in.ID, "error", err)
	}
}

// transmit talks to the adapter.
func (d *delivery) transmit(ctx context.Context, p place) (ref bot.MessageRef, err error) {
	defer panics.Catch(d.log, p.traits.Platform, &err)
	if ref = bot.MessageRef(d.item.Ref); ref != "" {
		// An edit can always be done again.
		if err := p.adapter.Edit(ctx, ref, p.out.Message); !errors.Is(err, bot.ErrUnreachable) {
			return ref, err
		}
		// The message is gone: a new one takes its place, unless that has
		// happened already.
		if d.maybe && !d.repeats(p) {
			ref, err := p.adapter.Find(ctx, p.out, d.item.Begun)
			if err == nil {
				return ref, p.adapter.Edit(ctx, ref, p.out.Message)
			}
			if !errors.Is(err, bot.ErrNotSent) {
				return "", fmt.Errorf("%w: %w", bot.ErrUncertain, err)
			}
		}
	}
	if ref, err = p.adapter.Send(ctx, p.out); err != nil {
		return "", err
	}
	if d.l.Living && d.maybe {
		// What was sent under this key before may say something older.
		return ref, p.adapter.Edit(ctx, ref, p.out.Message)
	}
	return ref, nil
}

// repeats reports whether the same message may be sent again without a second
// effect.
func (d *delivery) repeats(p place) bool {
	valid := p.traits.RepeatFor == 0 || d.clock().Before(d.item.Begun.Add(p.traits.RepeatFor))
	return p.traits.Repeatable && valid && d.item.Tries < sendTries
}

// reconcile finds out what became of a message that may have been sent. An
// outcome without a state means that it is to be sent now.
func (d *delivery) reconcile(ctx context.Context, p place) storage.Outcome {
	if d.item.Ref != "" || d.repeats(p) {
		return storage.Outcome{}
	}
	o := d.doubt(ctx, p, storage.Outcome{})
	switch {
	case o.State == 0:
		d.maybe = false
	case o.State == storage.Sent && d.l.Living:
		// What is there may say something older.
		d.item.Ref, o = o.Ref, storage.Outcome{}
	}
	return o
}

// doubt is the outcome of a message that may have been sent: otherwise, if it
// was not.
func (d *delivery) doubt(ctx context.Context, p place, otherwise storage.Outcome) storage.Outcome {
	if p.adapter == nil || d.item.Ref != "" {
		return d.ended(storage.Unknown, Uncertain)
	}
	ref, err := d.find(ctx, p)
	var after bot.TryAfter
	switch {
	case err == nil:
		return d.done(ref)
	case errors.Is(err, bot.ErrNotSent):
		return otherwise
	case d.clock().After(d.item.Begun.Add(lookFor)):
		return d.ended(storage.Unknown, Uncertain)
	case errors.As(err, &after):
		return d.lookAt(d.clock().Add(time.Duration(max(after.Seconds, 1)) * time.Second))
	case errors.Is(err, bot.ErrStopped):
		return d.lookAt(d.q.holds.stopped(p.part(), d.clock(), err))
	default:
		return d.ended(storage.Unknown, Uncertain)
	}
}

func (d *delivery) find(ctx context.Context, p place) (ref bot.MessageRef, err error) {
	defer panics.Catch(d.log, p.traits.Platform, &err)
	return p.adapter.Find(ctx, p.out, d.item.Begun)
}

// key names the delivery, in 24 characters that are the same in every process
// and at every try. A living message keeps it over all versions, until it is
// gone and another takes its place.
func (d *delivery) key() string {
	sum := sha256.Sum256([]byte(string(d.q.in.ID) + "\x00" + d.l.Announcement + "\x00" + strconv.Itoa(d.item.Position) + "\x00" + d.item.Ref))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// ended is a final outcome. A living message keeps what it led to before.
func (d *delivery) ended(state storage.State, reason string) storage.Outcome {
	return storage.Outcome{State: state, Reason: reason, Ref: d.item.Ref}
}

// putOff is the outcome of what is sent later. What may have been sent is looked
// for then.
func (d *delivery) putOff(until time.Time) storage.Outcome {
	o := storage.Outcome{State: storage.Pending, Retry: until, Ref: d.item.Ref}
	if d.maybe {
		o.State, o.Tries = storage.Unknown, d.item.Tries
	}
	return o
}

// lookAt is the outcome of what is looked for at a moment.
func (d *delivery) lookAt(at time.Time) storage.Outcome {
	return storage.Outcome{State: storage.Unknown, Retry: at, Ref: d.item.Ref, Tries: d.item.Tries}
}

// lookLater is the outcome of what may have been sent just now.
func (d *delivery) lookLater(now time.Time) storage.Outcome {
	o := d.lookAt(now.Add(pause(d.item.Tries + 1)))
	o.Tries++
	return o
}

// tryAgain puts off what did not work, and gives up at last. What may have been
// sent before is not called unsent.
func (d *delivery) tryAgain(tries int, end storage.State, reason string) storage.Outcome {
	n := d.item.Tries + 1
	switch {
	case n >= tries && d.maybe:
		return d.ended(storage.Unknown, Uncertain)
	case n >= tries:
		return d.ended(end, reason)
	}
	o := d.putOff(d.clock().Add(pause(n)))
	o.Tries = n
	return o
}

// cancelled is the outcome of what was cancelled before it could be begun.
func (d *delivery) cancelled(ctx context.Context, p place) storage.Outcome {
	unsent := storage.Outcome{State: storage.Pending, Ref: d.item.Ref}
	if d.maybe {
		return d.doubt(ctx, p, unsent)
	}
	return unsent
}
