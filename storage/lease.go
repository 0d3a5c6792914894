package storage

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"
)

// Lease is some deliveries of one announcement, held until Until. Begin, Settle
// and Renew prolong it, also after Until as long as nobody else has taken
// anything of the announcement. It ends with the last of its deliveries, with
// Release, or when it has run out and somebody else takes something.
type Lease struct {
	Announcement string
	Notice       string
	About        string
	Living       bool
	Version      int64 // of a living announcement: how often it was queued
	Recipients   int   // of the whole announcement
	Until        time.Time
	Items        []Item
	// Finished: after the last Settle nothing of the announcement is left.
	Finished bool

	fence string
	hold  time.Duration
}

// Item is one delivery. State is Pending; or Unknown if it was begun before, by
// a worker that vanished or with an end that was not known: it is to be looked
// for, and begun only where sending it again does no harm. Ref is the message
// that it led to before, for living announcements.
type Item struct {
	Position int
	To       string
	State    State
	Ref      string
	Tries    int       // as settled last
	Begun    time.Time // of an Unknown one: when it was begun first
}

// shortMost is SHORT in announce.lua.
const shortMost = 20

// Long reports whether the announcement is not a short one.
func (l *Lease) Long() bool { return l.Recipients > shortMost }

// maxLease is how many deliveries a lease holds at most.
const maxLease = 1000

// Line is which announcements are taken.
type Line int

const (
	// All are taken, short ones first: those to at most 20 recipients.
	All Line = iota
	// Short announcements only.
	Short
)

// Take leases at most most deliveries (1 to 1,000) of the announcement that is
// due longest, those that are Unknown first. nil if nothing is due. One round
// trip. Several leases may hold deliveries of one announcement, never the same.
// An announcement that is due but whose record is gone is an error that names
// it, once.
func (l *Ledger) Take(ctx context.Context, s Scope, at time.Time, hold time.Duration, most int, line Line) (*Lease, error) {
	const doing = "take what is due"
	if most < 1 || most > maxLease || hold < time.Millisecond {
		return nil, fmt.Errorf("%s: %d deliveries for %s, must be 1 to %d for 1 ms or more", doing, most, hold, maxLease)
	}
	fence := rand.Text()
	args := []any{millis(at), hold.Milliseconds(), most, fence, "due"}
	if line == All {
		args = append(args, "bulk")
	}
	answer, err := l.db.run(ctx, doing, takeScript, s, []string{dueKey(s)}, args...)
	if err != nil {
		return nil, err
	}
	fields, ok := answer.([]any)
	switch {
	case ok && len(fields) == 0:
		return nil, nil
	case len(fields) == 1:
		return nil, fmt.Errorf("%s: the record of announcement %q has vanished from Redis, its deliveries are lost", doing, fields[0])
	}
	lease, err := parseLease(fields)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	lease.fence, lease.hold = fence, hold
	return lease, nil
}

// How many fields take.lua answers for a lease and for each delivery.
const (
	leaseFields = 7
	itemFields  = 6
)

// parseLease reads the answer of take.lua.
func parseLease(answer []any) (*Lease, error) {
	if len(answer) < leaseFields || (len(answer)-leaseFields)%itemFields != 0 {
		return nil, errGarbled
	}
	texts := make([]string, len(answer))
	for i, a := range answer {
		var ok bool
		if texts[i], ok = a.(string); !ok {
			return nil, errGarbled
		}
	}
	var numbers [3]int64
	for i, text := range texts[4:leaseFields] {
		var err error
		if numbers[i], err = number(text); err != nil {
			return nil, err
		}
	}
	lease := &Lease{
		Announcement: texts[0], Notice: texts[1], About: texts[2], Living: texts[3] == "1",
		Version: numbers[0], Recipients: int(numbers[1]), Until: instant(numbers[2]),
	}
	for fields := range slices.Chunk(texts[leaseFields:], itemFields) {
		item, err := parseItem(fields)
		if err != nil {
			return nil, err
		}
		lease.Items = append(lease.Items, item)
	}
	return lease, nil
}

func parseItem(fields []string) (Item, error) {
	var numbers [3]int64 // position, tries, begun
	for i, field := range []string{fields[0], fields[4], fields[5]} {
		if field == "" {
			continue
		}
		var err error
		if numbers[i], err = number(field); err != nil {
			return Item{}, err
		}
	}
	item := Item{Position: int(numbers[0]), To: fields[1], State: Pending, Ref: fields[3], Tries: int(numbers[1])}
	if fields[2] == "r" {
		item.State, item.Begun = Unknown, instant(numbers[2])
	}
	return item, nil
}

// Renew prolongs the lease. ErrFenced.
func (l *Ledger) Renew(ctx context.Context, s Scope, lease *Lease, at time.Time) error {
	_, err := l.step(ctx, s, lease, -1, Outcome{}, nil, at)
	return err
}

// Release gives back what was not begun, and ends the lease. What was begun and
// not settled comes back as Unknown. Releasing a lease that is lost or has
// ended does nothing.
func (l *Ledger) Release(ctx context.Context, s Scope, lease *Lease, at time.Time) error {
	_, err := l.db.run(ctx, "release "+lease.Announcement, releaseScript, s,
		[]string{announcementKey(s, lease.Announcement)}, lease.Announcement, lease.fence, millis(at))
	return err
}

// Postpone has deliveries that were not begun wait until a moment, any number
// in one round trip and at no cost for each. ErrFenced.
func (l *Ledger) Postpone(ctx context.Context, s Scope, lease *Lease, positions []int, until, at time.Time) error {
	if len(positions) == 0 {
		return nil
	}
	doing := "put off deliveries of " + lease.Announcement
	args := []any{lease.Announcement, lease.fence, millis(at), millis(until)}
	for _, p := range positions {
		args = append(args, p)
	}
	answer, err := l.db.run(ctx, doing, postponeScript, s, []string{announcementKey(s, lease.Announcement)}, args...)
	if err != nil {
		return err
	}
	if answer != int64(1) {
		return fmt.Errorf("%s: %w", doing, ErrFenced)
	}
	return nil
}
