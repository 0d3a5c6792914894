package deliver

import (
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
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
)

// pause doubles with each try, up to lastPause.
func pause(tries int) time.Duration {
	return min(firstPause<<min(tries-1, 16), lastPause)
}

// retryWriting puts off what could not be written, and gives up at last. What
// may have been sent before is not called unsent.
func (d *delivery) retryWriting() storage.Outcome {
	if d.maybe {
		return d.ended(storage.Unknown, Uncertain)
	}
	n := d.tries.count(d.try, false, d.clock())
	if n >= writeTries {
		return d.ended(storage.Failed, NotWritten)
	}
	return d.putOff(d.clock().Add(pause(n)))
}

// retrySending puts off what may have been sent and can be sent again.
func (d *delivery) retrySending() storage.Outcome {
	n := d.tries.count(d.try, true, d.clock())
	if n >= sendTries {
		return d.ended(storage.Unknown, Uncertain)
	}
	return d.putOff(d.clock().Add(pause(n)))
}

// tries counts in memory, so that a delivery which fails again and again gets
// its number of tries from each process that lives long enough.
type tries struct {
	mu sync.Mutex
	of map[tryID]try
	// sweepAt is the size at which those that nobody tries any more are dropped.
	sweepAt int
}

type tryID struct {
	community    bot.CommunityID
	announcement string
	position     int
}

type try struct {
	n         int
	uncertain bool // one of them may have sent it
	last      time.Time
}

// Another process may end what was tried here: such tries are dropped when
// they are triesLife old and many. Those of deliveries that fail right now stay,
// however many, or they would be tried for ever.
const (
	triesLife = 4 * lastPause
	fewTries  = 10_000
)

func newTries() tries { return tries{of: map[tryID]try{}, sweepAt: fewTries} }

func (t *tries) count(id tryID, uncertain bool, now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.of) >= t.sweepAt {
		maps.DeleteFunc(t.of, func(_ tryID, one try) bool { return now.Sub(one.last) > triesLife })
		t.sweepAt = max(fewTries, 2*len(t.of))
	}
	one := t.of[id]
	one.n++
	one.last = now
	one.uncertain = one.uncertain || uncertain
	t.of[id] = one
	return one.n
}

func (t *tries) uncertain(id tryID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[id].uncertain
}

func (t *tries) forget(id tryID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, id)
}

// holds are the platforms that nothing is sent to for the moment: they asked
// for less, or somebody has to repair them. Each process finds out by itself.
type holds struct {
	mu sync.Mutex
	of map[string]hold
}

type hold struct {
	until time.Time
	stops int // how often in a row the platform was stopped
}

func newHolds() holds { return holds{of: map[string]hold{}} }

func (h *holds) until(platform string) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.of[platform].until
}

// busy holds the platform for as long as it asks, and at least a second.
func (h *holds) busy(platform string, now time.Time, after bot.TryAfter) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.of[platform]
	one.until = now.Add(time.Duration(max(after.Seconds, 1)) * time.Second)
	h.of[platform] = one
	return one.until
}

// stopped holds the platform, each time for longer, and says so once.
func (h *holds) stopped(platform string, now time.Time, err error, log *slog.Logger) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.of[platform]
	one.stops++
	one.until = now.Add(pause(one.stops))
	h.of[platform] = one
	if one.stops == 1 {
		log.Error("nothing can be sent until the connection is repaired", "platform", platform, "error", err)
	}
	return one.until
}

// works lifts a hold that is over. What was under way when it began proves
// nothing.
func (h *holds) works(platform string, now time.Time, log *slog.Logger) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one, held := h.of[platform]
	if !held || now.Before(one.until) {
		return
	}
	if one.stops > 0 {
		log.Info("messages can be sent again", "platform", platform)
	}
	delete(h.of, platform)
}
