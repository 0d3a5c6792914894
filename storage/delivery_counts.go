package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Counts is where an announcement stands.
type Counts struct {
	Recipients int
	States     map[State]int  // their sum is Recipients
	Reasons    map[string]int // of what failed, was suppressed or is unknown
	Paused     bool
	Cancelled  bool
	// First and Last are when a message was sent first and last, or zero.
	First, Last time.Time
}

// Counts counts an announcement's deliveries, in one round trip. ErrNotFound.
func (l *Ledger) Counts(ctx context.Context, s Scope, id string) (Counts, error) {
	doing := "count the deliveries of " + id
	pipe := l.db.client.Pipeline()
	header := pipe.HMGet(ctx, announcementKey(s, id), "paused", "cancelled", "first", "last")
	states := pipe.Get(ctx, statesKey(s, id))
	codes := pipe.HGetAll(ctx, codesKey(s, id))
	_, err := pipe.Exec(ctx)
	if errors.Is(err, redis.Nil) {
		return Counts{}, fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	if err != nil {
		return Counts{}, failure(doing, err)
	}
	h := header.Val()
	t := Counts{
		Recipients: len(states.Val()), States: map[State]int{}, Reasons: map[string]int{},
		Paused: h[0] == "1", Cancelled: h[1] == "1",
	}
	for i, at := range []*time.Time{&t.First, &t.Last} {
		if text, ok := h[2+i].(string); ok {
			ms, err := number(text)
			if err != nil {
				return Counts{}, fmt.Errorf("%s: %w", doing, err)
			}
			*at = instant(ms)
		}
	}
	for _, b := range []byte(states.Val()) {
		state, reason := meaning(b, codes.Val())
		t.States[state]++
		if reason != "" {
			t.Reasons[reason]++
		}
	}
	return t, nil
}

// meaning is what a stored byte stands for, as described in ledger.lua.
func meaning(b byte, codes map[string]string) (State, string) {
	switch {
	case b >= 192 || b == 'l' || b == 'w':
		return Pending, ""
	case b >= 128:
		code := codes[string([]byte{b})]
		if code == "" {
			return Unknown, "" // never, unless somebody erased the codes
		}
		return State(code[0]), code[1:]
	case b == 'm' || b == 'r' || b == 'v':
		return Sending, ""
	case b == 'c':
		return Suppressed, Cancelled
	default:
		return State(b), ""
	}
}

// Totals counts an announcement's deliveries by state. Their sum is the number
// of recipients. ErrNotFound.
func (l *Ledger) Totals(ctx context.Context, s Scope, id string) (map[State]int, error) {
	t, err := l.Counts(ctx, s, id)
	return t.States, err
}

// Delivery is what became of one recipient.
type Delivery struct {
	To     string
	State  State
	Reason string
}

// maxDeliveries is how many deliveries are read at once.
const maxDeliveries = 1000

// Deliveries reads at most most deliveries (1 to 1,000) of an announcement from
// a position on, in the order of its recipients, in one round trip; none behind
// the last one. ErrNotFound.
func (l *Ledger) Deliveries(ctx context.Context, s Scope, id string, from, most int) ([]Delivery, error) {
	doing := "read the deliveries of " + id
	if from < 0 || most < 1 || most > maxDeliveries {
		return nil, fmt.Errorf("%s: %d from %d on, must be 1 to %d", doing, most, from, maxDeliveries)
	}
	first, last := int64(from), int64(from+most-1)
	pipe := l.db.client.Pipeline()
	known := pipe.Exists(ctx, announcementKey(s, id))
	to := pipe.LRange(ctx, recipientsKey(s, id), first, last)
	states := pipe.GetRange(ctx, statesKey(s, id), first, last)
	codes := pipe.HGetAll(ctx, codesKey(s, id))
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, failure(doing, err)
	}
	if known.Val() == 0 {
		return nil, fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	bytes := states.Val()
	if len(bytes) != len(to.Val()) {
		return nil, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	out := make([]Delivery, len(bytes))
	for i, one := range to.Val() {
		state, reason := meaning(bytes[i], codes.Val())
		out[i] = Delivery{To: one, State: state, Reason: reason}
	}
	return out, nil
}
