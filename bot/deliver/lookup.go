package deliver

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

const (
	// lookTime is how long a message waits for its platform to say who somebody
	// is.
	lookTime = 500 * time.Millisecond
	// lookPause is how long a platform is left alone that did not say it.
	lookPause = time.Minute
	// lookPace is how often, for all of a long announcement, a platform is
	// asked: Slack allows a hundred questions a minute to all copies together.
	lookPace = 2 * time.Second
)

// lookups are when a platform may be asked again who somebody is. Each process
// keeps its own.
type lookups struct {
	mu   sync.Mutex
	next map[string]time.Time // by platform
	pace map[string]time.Time // by platform, for long announcements
}

func newLookups() *lookups {
	return &lookups{next: map[string]time.Time{}, pace: map[string]time.Time{}}
}

// may reports whether the platform may be asked now, and counts it as asked.
func (l *lookups) may(platform string, now time.Time, long bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.next[platform]) || long && now.Before(l.pace[platform]) {
		return false
	}
	if long {
		l.pace[platform] = now.Add(lookPace)
	}
	return true
}

// failed leaves the platform alone for a while.
func (l *lookups) failed(platform string, now time.Time, err error, log *slog.Logger) {
	wait := lookPause
	if after, ok := errors.AsType[bot.TryAfter](err); ok {
		wait = max(wait, time.Duration(after.Seconds)*time.Second)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !now.Before(l.next[platform]) {
		log.Warn("a platform does not say who people are; the communities' languages and zones count", "platform", platform, "error", err)
	}
	l.next[platform] = now.Add(wait)
}

// lookUp is what the platform says of an account of which nothing is kept, if it
// says it at once: a message is neither held up nor lost for that. The zero
// value where it does not.
func (d *delivery) lookUp(ctx context.Context, a bot.Adapter, u bot.User) (profile bot.Profile) {
	platform := u.Platform()
	if !d.lookups.may(platform, d.clock(), d.l.Long()) {
		return bot.Profile{}
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	err := func() (err error) {
		defer panics.Catch(d.log, platform, &err)
		profile, err = a.Profile(ctx, u)
		return err
	}()
	switch {
	case errors.Is(err, bot.ErrUnreachable): // the platform says so when it is sent to
		return bot.Profile{}
	case err != nil:
		d.lookups.failed(platform, d.clock(), err, d.log)
		return bot.Profile{}
	}
	return profile
}
