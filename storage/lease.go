package storage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Lease is some deliveries of one announcement, held until Until. Begin and
// Settle prolong it, also after Until as long as nobody else has taken it. It
// ends with the Settle of its last delivery, with Release, or when somebody
// else takes it.
type Lease struct {
	Announcement string
	Notice       string
	About        string
	Living       bool
	Version      int64 // of a living announcement: how often it was queued
	Fence        int64
	Until        time.Time
	Items        []Item
}

// Item is one delivery. State is Pending, or Unknown if it was begun before by
// a worker that vanished: it is to be settled, and begun only where sending it
// again does no harm. Ref is the message that it led to before, for living
// announcements.
type Item struct {
	Position int
	To       string
	State    State
	Ref      string
}

// maxLease is how many deliveries a lease holds at most.
const maxLease = 1000

// Take leases at most most deliveries (1 to 1,000) of the announcement that is
// due longest, those that are Unknown first. nil if nothing is due. One round
// trip. An announcement that is due but whose record is gone is an error that
// names it, once.
func (l *Ledger) Take(ctx context.Context, s Scope, at time.Time, hold time.Duration, most int) (*Lease, error) {
	const doing = "take what is due"
	if most < 1 || most > maxLease || hold < time.Millisecond {
		return nil, fmt.Errorf("%s: %d deliveries for %s, must be 1 to %d for 1 ms or more", doing, most, hold, maxLease)
	}
	answer, err := l.db.run(ctx, doing, takeScript, s, []string{dueKey(s)},
		millis(at), hold.Milliseconds(), most, uuid.NewString())
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
	return lease, nil
}

// parseLease reads the answer of take.lua.
func parseLease(answer []any) (*Lease, error) {
	if len(answer) < 7 || (len(answer)-7)%4 != 0 {
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
	for i, text := range texts[4:7] {
		var err error
		if numbers[i], err = number(text); err != nil {
			return nil, err
		}
	}
	lease := &Lease{
		Announcement: texts[0], Notice: texts[1], About: texts[2], Living: texts[3] == "1",
		Version: numbers[0], Fence: numbers[1], Until: instant(numbers[2]),
	}
	for item := range slices.Chunk(texts[7:], 4) {
		position, err := number(item[0])
		if err != nil {
			return nil, err
		}
		state := Pending
		if item[2] == string(rune(Sending)) {
			state = Unknown
		}
		lease.Items = append(lease.Items, Item{int(position), item[1], state, item[3]})
	}
	return lease, nil
}

// Outcome is what became of a delivery. Reason is one of a few words; Ref names
// the message that was sent.
type Outcome struct {
	State  State
	Reason string
	Ref    string
	// Retry puts a Pending delivery back until then.
	Retry time.Time
}

// Begin marks a delivery as begun, just before it is sent. ErrFenced or
// ErrHalted: do not send.
func (l *Ledger) Begin(ctx context.Context, s Scope, lease *Lease, position int, at time.Time) error {
	return l.step(ctx, s, lease, -1, Outcome{}, position, at)
}

// Settle records what became of a delivery and begins the next one, if next is
// not negative, in the same round trip. A delivery that was not begun may be
// settled too. ErrFenced: the outcome was not recorded, and the next must not
// be sent. ErrHalted: the outcome was recorded, but the next must not be sent.
// ErrUnavailable: the same Settle may be tried again.
//
// A delivery of a living announcement that was queued again since it was leased
// is pending again whatever the outcome, with its Ref; only if that is Unknown
// it stays so.
func (l *Ledger) Settle(ctx context.Context, s Scope, lease *Lease, position int, o Outcome, next int, at time.Time) error {
	switch o.State {
	case Pending, Sent, Failed, Unknown, Suppressed:
	default:
		return fmt.Errorf("settle %s: a delivery cannot end as %q", lease.Announcement, o.State)
	}
	return l.step(ctx, s, lease, position, o, max(next, -1), at)
}

func (l *Ledger) step(ctx context.Context, s Scope, lease *Lease, position int, o Outcome, next int, at time.Time) error {
	doing := "settle a delivery of " + lease.Announcement
	for _, p := range [...]int{position, next} {
		if p >= 0 && !slices.ContainsFunc(lease.Items, func(i Item) bool { return i.Position == p }) {
			return fmt.Errorf("%s: the lease does not hold position %d", doing, p)
		}
	}
	answer, err := l.db.run(ctx, doing, settleScript, s, []string{announcementKey(s, lease.Announcement)},
		lease.Announcement, lease.Fence, lease.Version, millis(at),
		position, string(rune(o.State)), o.Reason, o.Ref, millis(o.Retry), next)
	if err != nil {
		return err
	}
	until, err := number(answer)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if until == 0 {
		return fmt.Errorf("%s: %w", doing, ErrFenced)
	}
	if until < 0 {
		return fmt.Errorf("%s: %w", doing, ErrHalted)
	}
	lease.Until = instant(until)
	return nil
}

// Release gives back what was not begun, and ends the lease. What was begun and
// not settled comes back as Unknown. Releasing a lease that is lost or has
// ended does nothing.
func (l *Ledger) Release(ctx context.Context, s Scope, lease *Lease, at time.Time) error {
	_, err := l.db.run(ctx, "release "+lease.Announcement, releaseScript, s,
		[]string{announcementKey(s, lease.Announcement)}, lease.Announcement, lease.Fence, millis(at))
	return err
}
