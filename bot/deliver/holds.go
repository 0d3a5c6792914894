package deliver

import (
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// admit puts a delivery off whose platform is held.
func (d *delivery) admit(p place) storage.Outcome {
	if until := d.holds.until(p.traits.Platform); d.clock().Before(until) {
		return d.putOff(until)
	}
	return storage.Outcome{}
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
