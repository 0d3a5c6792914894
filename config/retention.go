package config

import (
	"fmt"
	"time"
)

// Retention is for how many days things are kept once they are over; 0: for good.
// It is set in the file only.
type Retention struct {
	// GigDays is of gigs that are filled, closed or expired, with who applied.
	GigDays int `toml:"gig_days"`
	// CheckInDays is of runs of check-ins that closed, with who answered what, and
	// of tasks that are done.
	CheckInDays int `toml:"checkin_days"`
	// BroadcastDays is of broadcasts that were sent or cancelled.
	BroadcastDays int `toml:"broadcast_days"`
	// AuditDays is of entries in the audit trail.
	AuditDays int `toml:"audit_days"`
}

// Days is so many days as a time.
func Days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// maxDays is a hundred years.
const maxDays = 36_500

func (r Retention) check() []error {
	var mistakes []error
	for _, n := range []struct {
		name  string
		value int
	}{
		{"gig_days", r.GigDays}, {"checkin_days", r.CheckInDays}, {"broadcast_days", r.BroadcastDays}, {"audit_days", r.AuditDays},
	} {
		if n.value < 0 || n.value > maxDays {
			mistakes = append(mistakes, fmt.Errorf("retention.%s: %d: for how many days it is kept, 1 to %d, or 0 for good", n.name, n.value, maxDays))
		}
	}
	return mistakes
}
