package deliver

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// place is where a message goes, and what it says there.
type place struct {
	adapter bot.Adapter
	out     bot.Outgoing // without its key
}

// write decides where the message goes and what it says. An outcome with a
// state means that nothing is to be sent; the error is storage's.
func (d *delivery) write(ctx context.Context) (place, storage.Outcome, error) {
	p, err := d.compose(ctx)
	var withheld bot.Withheld
	switch {
	case errors.Is(err, storage.ErrUnavailable):
		return p, storage.Outcome{}, err
	case errors.As(err, &withheld):
		if d.maybe {
			return p, d.ended(storage.Unknown, Uncertain), nil
		}
		return p, d.ended(storage.Suppressed, withheld.Reason), nil
	case errors.Is(err, errNotConnected):
		return p, d.ended(storage.Failed, NotConnected), nil
	case err != nil:
		d.log.Warn("a notice cannot be written", "community", d.r.in.ID, "notice", d.l.Notice, "error", err)
		return p, d.retryWriting(), nil
	}
	if d.maybe && d.item.Ref == "" && !p.adapter.Traits().Repeatable {
		return p, d.ended(storage.Unknown, Uncertain), nil
	}
	if until := d.holds.until(p.adapter.Traits().Platform); d.clock().Before(until) {
		return p, d.putOff(until), nil
	}
	return p, storage.Outcome{}, nil
}

var errNotConnected = errors.New("no adapter for this platform")

// compose asks the notice for the message. Whatever a notice does, even a
// panic, ends as an error.
func (d *delivery) compose(ctx context.Context) (p place, err error) {
	defer catch(d.Courier, d.l.Notice, &err)
	notice, ok := d.notices[d.l.Notice]
	if !ok {
		// Another version of the bot queued it: give that one the time to come
		// by.
		return p, fmt.Errorf("no notice %q", d.l.Notice)
	}
	post, err := notice.Write(ctx, d.parcel())
	if err != nil {
		return p, err
	}
	if (post.User == "") == (post.Channel == "") || post.Body == nil {
		return p, errors.New("a post has either a user or a channel, and a body")
	}
	platform, locale := post.Channel.Platform(), d.r.in.Locale
	if post.User != "" {
		platform = post.User.Platform()
	}
	if p.adapter, ok = d.adapters[platform]; !ok {
		return p, fmt.Errorf("%w: %q", errNotConnected, platform)
	}
	if post.User != "" {
		// A platform that does not say gets the community's language.
		if profile, err := p.adapter.Profile(ctx, post.User); err == nil && profile.Locale != "" {
			locale = profile.Locale
		}
	}
	p.out = bot.Outgoing{User: post.User, Channel: post.Channel, Thread: post.Thread, Message: post.Body(locale)}
	return p, nil
}

// catch makes an error of a panic. What was panicked with may be anybody's
// data, so that only the runtime's own words are kept.
func catch(c *Courier, doing string, err *error) {
	v := recover()
	if v == nil {
		return
	}
	what := fmt.Sprintf("%T", v)
	if r, ok := v.(runtime.Error); ok {
		what = r.Error()
	}
	c.log.Error("panic", "in", doing, "what", what, "stack", string(debug.Stack()))
	*err = fmt.Errorf("panic: %s", what)
}

// send sends or edits, and says what became of it.
func (d *delivery) send(ctx context.Context, p place) storage.Outcome {
	ref, again, err := d.transmit(ctx, p)
	platform := p.adapter.Traits().Platform
	var after bot.TryAfter
	switch {
	case err == nil:
		d.holds.works(platform, d.clock(), d.log)
		o := storage.Outcome{State: storage.Sent}
		if d.l.Living {
			o.Ref = string(ref)
		}
		return o
	case errors.As(err, &after):
		return d.putOff(d.holds.busy(platform, d.clock(), after))
	case errors.Is(err, bot.ErrStopped):
		return d.putOff(d.holds.stopped(platform, d.clock(), err, d.log))
	case errors.Is(err, bot.ErrUnreachable):
		return d.ended(storage.Failed, Unreachable)
	case errors.Is(err, bot.ErrRefused):
		return d.ended(storage.Failed, Refused)
	}
	d.log.Warn("unknown whether a message was sent", "community", d.r.in.ID, "notice", d.l.Notice, "platform", platform, "error", err)
	if !again {
		return d.ended(storage.Unknown, Uncertain)
	}
	return d.retrySending()
}

// transmit talks to the adapter. again: doing the same once more does no harm.
func (d *delivery) transmit(ctx context.Context, p place) (ref bot.MessageRef, again bool, err error) {
	again = p.adapter.Traits().Repeatable
	defer catch(d.Courier, p.adapter.Traits().Platform, &err)
	if ref = bot.MessageRef(d.item.Ref); ref != "" {
		if err := p.adapter.Edit(ctx, ref, p.out.Message); !errors.Is(err, bot.ErrUnreachable) {
			return ref, true, err
		}
		// The message is gone: a new one takes its place, unless that may have
		// happened already.
		if d.maybe && !again {
			return "", false, bot.ErrUncertain
		}
	}
	p.out.Key = d.key()
	if ref, err = p.adapter.Send(ctx, p.out); err != nil {
		return "", again, err
	}
	if d.l.Living && d.maybe {
		// What was sent under this key before may say something older.
		return ref, again, p.adapter.Edit(ctx, ref, p.out.Message)
	}
	return ref, again, nil
}

// key names the delivery, in 24 characters that are the same in every process
// and at every try. A living message keeps it over all versions, until it is
// gone and another takes its place.
func (d *delivery) key() string {
	sum := sha256.Sum256([]byte(string(d.r.in.ID) + "\x00" + d.l.Announcement + "\x00" + strconv.Itoa(d.item.Position) + "\x00" + d.item.Ref))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// ended is a final outcome. A living message keeps what it led to before.
func (d *delivery) ended(state storage.State, reason string) storage.Outcome {
	return storage.Outcome{State: state, Reason: reason, Ref: d.item.Ref}
}

func (d *delivery) putOff(until time.Time) storage.Outcome {
	return storage.Outcome{State: storage.Pending, Retry: until, Ref: d.item.Ref}
}
