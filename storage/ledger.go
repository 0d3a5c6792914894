package storage

import (
	"context"
	"time"
)

// State is where one delivery stands. One byte in Redis.
type State byte

const (
	Pending    State = 'p'
	Sending    State = 's' // leased and begun: a crash now leaves it unknown
	Sent       State = 'o'
	Failed     State = 'f'
	Unknown    State = 'u' // it may or may not have been sent
	Suppressed State = 'x' // withheld, with a reason
)

// Ledger holds the messages which the bot is to send, each to a list of
// recipients that is frozen when it is queued.
//
// It promises that a delivery is leased by one worker at a time (a fence token
// tells an outdated one), that a delivery which was begun by a worker that
// vanished comes back as Unknown and not as Pending, and that totals add up.
type Ledger struct{ db *DB }

// NewLedger is the ledger in db.
func NewLedger(db *DB) *Ledger { return &Ledger{db} }

// Announcement is one notice to a list of recipients.
type Announcement struct {
	ID     string
	Notice string // which bot.Notice writes it
	About  string // what it is about
	To     []string
	// Living announcements keep one message true: queueing the same ID again
	// sends it anew to the same recipients, once, however often it was queued
	// meanwhile. Others are ignored when their ID is known.
	Living bool
	Due    time.Time // not before
}

// Enqueue adds the announcement to the Tx.
func (l *Ledger) Enqueue(tx *Tx, a Announcement) { panic("storage: being built") }

// Lease is some deliveries of one announcement, held until Until.
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
// a worker that vanished. Ref is the message that it led to before, for living
// announcements.
type Item struct {
	Position int
	To       string
	State    State
	Ref      string
}

// Take leases at most most deliveries of the announcement that is due longest.
// nil if nothing is due. One round trip.
func (l *Ledger) Take(ctx context.Context, s Scope, at time.Time, hold time.Duration, most int) (*Lease, error) {
	panic("storage: being built")
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

// Begin marks a delivery as begun, just before it is sent. ErrFenced: do not
// send.
func (l *Ledger) Begin(ctx context.Context, s Scope, lease *Lease, position int, at time.Time) error {
	panic("storage: being built")
}

// Settle records what became of a delivery and begins the next one, if next is
// not negative, in the same round trip. ErrFenced: the outcome was not
// recorded, and the next must not be sent.
func (l *Ledger) Settle(ctx context.Context, s Scope, lease *Lease, position int, o Outcome, next int, at time.Time) error {
	panic("storage: being built")
}

// Release gives back what was not begun.
func (l *Ledger) Release(ctx context.Context, s Scope, lease *Lease, at time.Time) error {
	panic("storage: being built")
}

// NextDue is when the earliest announcement is due, or the zero time.
func (l *Ledger) NextDue(ctx context.Context, s Scope) (time.Time, error) {
	panic("storage: being built")
}

// Totals counts an announcement's deliveries by state. Their sum is the number
// of recipients.
func (l *Ledger) Totals(ctx context.Context, s Scope, id string) (map[State]int, error) {
	panic("storage: being built")
}
