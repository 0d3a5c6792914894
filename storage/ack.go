package storage

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// Outcome is what became of a delivery. Reason is one of a few words, of which
// an announcement can have 64; Ref names the message that was sent.
type Outcome struct {
	State  State
	Reason string
	Ref    string
	// Retry puts a Pending delivery back until then. With Unknown it is when to
	// look for the message; without it, Unknown is the end.
	Retry time.Time
	// Tries is remembered with the delivery.
	Tries int
	// GiveBack is a contact that counts no more, since there was none.
	GiveBack Contact
}

// Contact is a message that the bot sends to a member by itself.
type Contact struct {
	Member uint32 // the ordinal of their record
	// Name is the same for messages that count as one.
	Name string
	// Most is how many contacts a member has in seven days; 0: this is none.
	Most int
}

// key is how a contact's name is stored.
func (c Contact) key() string {
	sum := sha256.Sum256([]byte(c.Name))
	return string(sum[:4])
}

// Unchanged is a record that has to be as it was read.
type Unchanged struct {
	collection, id string
	rev            int64
}

// Unchanged demands that the record is as it was read.
func (c *Collection[T]) Unchanged(r *Record[T]) Unchanged {
	return Unchanged{c.schema.Name, r.ID, r.Rev}
}

// Next is a delivery that is to be begun.
type Next struct {
	Position int
	Contact  Contact
	Require  Unchanged // if it demands anything
}

// Verdict is whether a delivery may be sent.
type Verdict int

const (
	// Begun: it is to be sent now.
	Begun Verdict = iota
	// BegunFirst: also, and its contact counts from now on, as it did not
	// before.
	BegunFirst
	// Paused: the announcement was paused; nothing more of the lease can be
	// begun.
	Paused
	// CalledOff: the announcement was cancelled.
	CalledOff
	// Changed: the required record is not as it was read.
	Changed
	// Spent: the member has had as many contacts as they may.
	Spent
)

// Begin marks a delivery as begun, just before it is sent, and counts the
// contact. Unless it was Begun or BegunFirst, it must not be sent. ErrFenced.
// ErrUnavailable: the same Begin may be tried again; so it is, too, where a
// replica follows the master and does not have the mark within a second.
func (l *Ledger) Begin(ctx context.Context, s Scope, lease *Lease, next Next, at time.Time) (Verdict, error) {
	return l.step(ctx, s, lease, -1, Outcome{}, &next, at)
}

// Ack records what became of a delivery and begins the next one, unless next
// is nil, in the same round trip. A delivery that was not begun may be settled
// too. Whatever the verdict on the next, the outcome was recorded. ErrFenced: it
// was not. ErrUnavailable: the same Ack may be tried again.
//
// A delivery of a living announcement that was queued again since it was leased
// is pending again whatever the outcome, with its Ref; only if that is Unknown
// it stays so. One of a cancelled announcement does not become pending again,
// but ends as Suppressed.
func (l *Ledger) Ack(ctx context.Context, s Scope, lease *Lease, position int, o Outcome, next *Next, at time.Time) (Verdict, error) {
	switch o.State {
	case Pending, Sent, Failed, Unknown, Suppressed:
	default:
		return 0, fmt.Errorf("settle %s: a delivery cannot end as %q", lease.Announcement, o.State)
	}
	return l.step(ctx, s, lease, position, o, next, at)
}

func (l *Ledger) step(ctx context.Context, s Scope, lease *Lease, position int, o Outcome, next *Next, at time.Time) (Verdict, error) {
	doing := "settle a delivery of " + lease.Announcement
	if next == nil {
		next = &Next{Position: -1}
	}
	for _, p := range [...]int{position, next.Position} {
		if p >= 0 && !slices.ContainsFunc(lease.Items, func(i Item) bool { return i.Position == p }) {
			return 0, fmt.Errorf("%s: the lease does not hold position %d", doing, p)
		}
	}
	args := []any{
		lease.Announcement, lease.fence, lease.Version, millis(at), lease.hold.Milliseconds(),
		position, string(rune(o.State)), o.Reason, o.Ref, millis(o.Retry), o.Tries, "", "",
		next.Position, next.Contact.Most, next.Contact.Member, next.Contact.key(),
		next.Require.collection, next.Require.id, next.Require.rev,
	}
	if o.GiveBack.Most > 0 {
		args[11], args[12] = o.GiveBack.Member, o.GiveBack.key()
	}
	run := l.db.run
	if next.Position >= 0 {
		// What is sent and not known to be sent would be sent again.
		run = l.db.runCopied
	}
	answer, err := run(ctx, doing, settleScript, s, []string{announcementKey(s, lease.Announcement)}, args...)
	if err != nil {
		return 0, err
	}
	return lease.stepped(doing, answer)
}

// stepped reads the answer of settle.lua.
func (l *Lease) stepped(doing string, answer any) (Verdict, error) {
	fields, _ := answer.([]any)
	if len(fields) != 4 {
		return 0, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	if fields[0] == "lost" {
		return 0, fmt.Errorf("%s: %w", doing, ErrFenced)
	}
	until, err := number(fields[1])
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	l.Until, l.Finished = instant(until), fields[3] == "0"
	switch {
	case fields[0] == "paused":
		return Paused, nil
	case fields[0] == "calledoff":
		return CalledOff, nil
	case fields[0] == "changed":
		return Changed, nil
	case fields[0] == "spent":
		return Spent, nil
	case fields[2] == "1":
		return BegunFirst, nil
	default:
		return Begun, nil
	}
}
