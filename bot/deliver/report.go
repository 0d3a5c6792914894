package deliver

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Report is what became of an announcement. Audience is always Sent + Deferred
// + Failed + Suppressed + Uncertain.
type Report struct {
	Audience   int
	Sent       int
	Deferred   int // still to be sent
	Failed     int
	Suppressed int // withheld for a good reason
	Uncertain  int // may or may not have arrived
	// Reasons counts why what is neither sent nor deferred was not sent.
	Reasons   map[string]int
	Paused    bool
	Cancelled bool
	// First and Last are when a message was sent first and last, or zero.
	First, Last time.Time
}

// Done reports whether nothing is left to be sent.
func (r Report) Done() bool { return r.Deferred == 0 }

// Report counts an announcement. It is kept for 90 days after its end;
// storage.ErrNotFound.
func (o *Outbox) Report(ctx context.Context, in bot.CommunityID, id string) (Report, error) {
	t, err := o.ledger.Counts(ctx, storage.CommunityScope(string(in)), id)
	if err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	return Report{
		Audience:   t.Recipients,
		Sent:       t.States[storage.Sent],
		Deferred:   t.States[storage.Pending] + t.States[storage.Sending],
		Failed:     t.States[storage.Failed],
		Suppressed: t.States[storage.Suppressed],
		Uncertain:  t.States[storage.Unknown],
		Reasons:    t.Reasons, Paused: t.Paused, Cancelled: t.Cancelled, First: t.First, Last: t.Last,
	}, nil
}

// State is where one delivery stands, as a word for tables and CSV.
type State string

const (
	Sent       State = "sent"
	Deferred   State = "deferred"
	Failed     State = "failed"
	Suppressed State = "suppressed"
	Unknown    State = "uncertain"
)

// Delivery is one recipient of an announcement, and what became of them.
type Delivery struct {
	To     string
	State  State
	Reason string // empty for what was sent or is still to be
}

// Deliveries reads at most most deliveries (1 to 1,000) of an announcement, from
// a position on, in the order in which they were gathered; none behind the last.
// storage.ErrNotFound.
func (o *Outbox) Deliveries(ctx context.Context, in bot.CommunityID, id string, from, most int) ([]Delivery, error) {
	read, err := o.ledger.Deliveries(ctx, storage.CommunityScope(string(in)), id, from, most)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	out := make([]Delivery, len(read))
	for i, d := range read {
		out[i] = Delivery{To: d.To, State: stateOf(d.State), Reason: d.Reason}
	}
	return out, nil
}

func stateOf(s storage.State) State {
	switch s {
	case storage.Sent:
		return Sent
	case storage.Failed:
		return Failed
	case storage.Suppressed:
		return Suppressed
	case storage.Unknown:
		return Unknown
	default:
		return Deferred
	}
}
