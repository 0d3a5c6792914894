package deliver

import (
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// part is the part of a platform that has one trouble at a time: what the
// platform counts together, such as a workspace.
type part struct{ platform, space string }

func (p place) part() part {
	if len(p.limits) == 0 {
		return part{platform: p.traits.Platform}
	}
	return part{p.traits.Platform, p.limits[0].Name}
}

// admit puts a delivery off whose part of the platform is held.
func (d *delivery) admit(p place) storage.Outcome {
	if until := d.q.holds.until(p.part()); d.clock().Before(until) {
		return d.putOff(until)
	}
	return storage.Outcome{}
}

// holds are where nothing of a community is sent to for the moment: the platform
// asked for less, or somebody has to repair the connection. Each process finds
// out by itself, for each community: one that is shut out holds up no other.
type holds struct {
	log *slog.Logger

	mu sync.Mutex
	of map[part]hold
}

type hold struct {
	until time.Time
	stops int // how often in a row it was stopped
}

func newHolds(log *slog.Logger) *holds { return &holds{log: log, of: map[part]hold{}} }

func (h *holds) until(at part) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.of[at].until
}

// busy holds a part for as long as it asks, and at least a second.
func (h *holds) busy(at part, now time.Time, after bot.TryAfter) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.of[at]
	one.until = now.Add(time.Duration(max(after.Seconds, 1)) * time.Second)
	h.of[at] = one
	return one.until
}

// stopped holds a part, each time for longer, and says so once. Several at once
// are one time.
func (h *holds) stopped(at part, now time.Time, err error) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.of[at]
	if now.Before(one.until) && one.stops > 0 {
		return one.until // what was under way when it began says nothing new
	}
	one.stops++
	one.until = now.Add(pause(one.stops))
	h.of[at] = one
	if one.stops == 1 {
		h.log.Error("nothing can be sent until the connection is repaired", "platform", at.platform, "space", at.space, "error", err)
	}
	return one.until
}

// works lifts a hold that is over. What was under way when it began proves
// nothing.
func (h *holds) works(at part, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one, held := h.of[at]
	if !held || now.Before(one.until) {
		return
	}
	if one.stops > 0 {
		h.log.Info("messages can be sent again", "platform", at.platform, "space", at.space)
	}
	delete(h.of, at)
}
