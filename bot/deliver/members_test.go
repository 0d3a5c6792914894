package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

// members are people by their accounts, each with a record that anybody may
// change.
type members struct {
	db      *storage.DB
	records *storage.Collection[person]

	mu          sync.Mutex
	ordinals    map[string]uint32
	eligibility map[string]deliver.SendEligibility
	closed      map[string]time.Time
	// asked runs after each question, before its answer is used.
	asked func(member string)
}

type person struct{ Name string }

func newMembers(db *storage.DB) *members {
	return &members{
		db: db, records: storage.NewCollection(db, storage.Schema[person]{Name: "person"}),
		ordinals: map[string]uint32{}, eligibility: map[string]deliver.SendEligibility{}, closed: map[string]time.Time{},
	}
}

func (m *members) SendEligibility(ctx context.Context, in bot.CommunityID, member, purpose string, at time.Time) (deliver.SendEligibility, error) {
	if purpose != "gigs" {
		return deliver.SendEligibility{}, fmt.Errorf("asked about %q", purpose)
	}
	r, err := m.records.Get(ctx, scope, m.id(member), at)
	if errors.Is(err, storage.ErrNotFound) {
		r, err = m.records.New(m.id(member), person{}), nil
	}
	if err != nil {
		return deliver.SendEligibility{}, err
	}
	m.mu.Lock()
	s, asked := m.eligibility[member], m.asked
	if m.ordinals[member] == 0 {
		m.ordinals[member] = uint32(len(m.ordinals) + 1)
	}
	s.Ordinal = m.ordinals[member]
	m.mu.Unlock()
	if r.Rev > 0 {
		s.Record = m.records.Unchanged(r)
	}
	if asked != nil {
		asked(member)
	}
	return s, nil
}

func (m *members) Unreachable(_ context.Context, _ bot.CommunityID, member string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed[member] = at
	return nil
}

func (m *members) id(member string) string { return strings.ReplaceAll(member, ":", "-") }

// stands changes how a member stands from now on.
func (m *members) stands(member string, s deliver.SendEligibility) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.eligibility[member] = s
}

// change writes a member's record anew.
func (m *members) change(t *testing.T, member, name string, at time.Time) {
	t.Helper()
	r, err := m.records.Get(t.Context(), scope, m.id(member), at)
	if errors.Is(err, storage.ErrNotFound) {
		r, err = m.records.New(m.id(member), person{}), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Value.Name = name
	tx := m.db.Begin(scope, "", at)
	m.records.Put(tx, r)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// offer queues a notice that the bot starts.
func (w *world) offer(to ...string) {
	w.t.Helper()
	w.commit(func(tx *storage.Tx) { w.outbox.Tell(tx, "test.offer", "gig1", to...) })
}

// TestEveryOfferCanBeStopped: what the bot starts offers less, snooze and stop,
// in the member's language; an answer does not.
func TestEveryOfferCanBeStopped(t *testing.T) {
	w := newWorld(t, true)
	w.offer("u:x:ann", "u:x:jun")
	w.drain()
	w.tell("u:x:bob")
	w.drain()
	want := []string{
		"x:ann: one about gig1 in en [Less of this] [Snooze] [Stop]",
		"x:jun: one about gig1 in ja [減らす] [しばらく休む] [停止する]",
		"x:bob: one about gig1 in en",
	}
	if diff := cmp.Diff(want, w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestConsentIsAskedForAtTheMoment: whatever the notice thinks of it.
func TestConsentIsAskedForAtTheMoment(t *testing.T) {
	w := newWorld(t, true)
	w.members.stands("x:ann", deliver.SendEligibility{Withheld: "no consent"})
	w.offer("u:x:ann", "u:x:bob", "c:x:general")
	for range 100 {
		w.drain()
		w.later(30 * time.Second)
	}
	if diff := cmp.Diff(map[storage.State]int{storage.Sent: 1, storage.Suppressed: 1, storage.Failed: 1}, w.totals()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if len(w.x.seen()) != 1 || !strings.HasPrefix(w.x.seen()[0], "x:bob") {
		t.Errorf("people see %q", w.x.seen())
	}
}

// TestWithdrawnBetweenAskingAndSending: the record that was asked has to stand
// when the message is begun.
func TestWithdrawnBetweenAskingAndSending(t *testing.T) {
	w := newWorld(t, true)
	w.members.change(t, "x:ann", "before", w.clock())
	w.members.change(t, "x:bob", "before", w.clock())
	times := 0
	w.members.asked = func(member string) {
		if times++; times == 1 && member == "x:ann" {
			w.members.change(t, member, "withdrew", w.clock())
			w.members.stands(member, deliver.SendEligibility{Withheld: "no consent"})
		}
	}
	w.offer("u:x:ann", "u:x:bob")
	w.drain()
	if diff := cmp.Diff(map[storage.State]int{storage.Sent: 1, storage.Suppressed: 1}, w.totals()); diff != "" || times != 3 {
		t.Errorf("asked %d times; totals (-want +got):\n%s", times, diff)
	}
	// Somebody whose record never stands still is put off, and not sent to.
	w.members.asked = func(member string) {
		times++
		w.members.change(t, member, fmt.Sprint(times), w.clock())
	}
	w.offer("u:x:bob")
	if n := w.drain(); n != 0 || w.totals()[storage.Pending] != 1 {
		t.Errorf("%d sent, totals %v", n, w.totals())
	}
	w.members.asked = nil
	w.later(time.Second)
	if n := w.drain(); n != 1 {
		t.Errorf("%d sent when it stands still", n)
	}
}

// TestNobodyAtNight: at night by their own clock, people get what they asked for
// and nothing else; in the morning they get the rest.
func TestNobodyAtNight(t *testing.T) {
	w := newWorld(t, true)
	w.policy.Quiet = deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}
	w.courier = w.newCourier()
	w.later(4 * time.Hour) // 22:00 for the community
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	w.x.zones = map[bot.User]string{"x:ned": "America/New_York", "x:odd": "Nowhere/Land", "x:eve": "America/New_York"}
	w.members.stands("x:own", deliver.SendEligibility{Zone: newYork})
	w.members.stands("x:eve", deliver.SendEligibility{Zone: acme.Zone})
	w.offer("u:x:ann", "u:x:ned", "u:x:odd", "u:x:own", "u:x:eve")
	w.tell("u:x:bob", "c:x:general")
	names := func() (out []string) {
		for _, s := range w.x.seen() {
			out = append(out, s[2:5])
		}
		slices.Sort(out)
		return out
	}
	w.drain()
	if diff := cmp.Diff([]string{"bob", "gen", "ned", "own"}, names()); diff != "" {
		t.Errorf("at night (-want +got):\n%s", diff)
	}
	if w.totals()[storage.Pending] != 3 {
		t.Errorf("totals %v, want three that wait", w.totals())
	}
	due, err := w.courier.NextDue(t.Context())
	if want := time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC); err != nil || !due.Equal(want) {
		t.Errorf("they are due at %s (%v), want %s", due, err, want)
	}
	w.later(10*time.Hour - time.Millisecond)
	if n := w.drain(); n != 0 {
		t.Errorf("%d sent before the morning", n)
	}
	w.later(time.Millisecond)
	w.drain()
	if diff := cmp.Diff([]string{"ann", "bob", "eve", "gen", "ned", "odd", "own"}, names()); diff != "" {
		t.Errorf("in the morning (-want +got):\n%s", diff)
	}
}

// TestWhatAdminsSetCounts: the night, the day and the language are those of the
// community as its admins have set it, also of what is over the budget.
func TestWhatAdminsSetCounts(t *testing.T) {
	w := newWorld(t, true)
	w.policy = deliver.SendPolicy{Quiet: deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}, WeeklyBudget: 1}
	w.settle = func(_ *storage.Batch, in bot.Community) func() (bot.Community, error) {
		in.Zone, in.Locale = time.FixedZone("CET", 3600), bot.English
		return func() (bot.Community, error) { return in, nil }
	}
	var parcels []bot.DeliveryRequest
	w.over = func(p bot.DeliveryRequest) error {
		parcels = append(parcels, p)
		return nil
	}
	w.onWrite(func(p bot.DeliveryRequest) error {
		parcels = append(parcels, p)
		return nil
	})
	w.courier = w.newCourier()
	w.later(5 * time.Hour) // 23:00 as configured, 15:00 as set
	w.offer("u:x:ann")
	w.drain()
	w.offer("u:x:ann")
	w.tell("c:x:general")
	w.drain()
	w.x.before = func(int) error { return bot.ErrUnreachable }
	w.offer("u:x:bob")
	w.drain()
	seen := w.x.seen()
	if len(seen) != 2 || !strings.Contains(seen[0], "in en") || !strings.Contains(seen[1], "in en") {
		t.Errorf("sent %q, want two messages in English", seen)
	}
	for _, p := range parcels {
		if got := p.At.Format("15:04 MST"); got != "15:00 CET" || p.In.Locale != bot.English {
			t.Errorf("a notice is asked at %s in %s, want 15:00 CET in en", got, p.In.Locale)
		}
	}
	if len(parcels) != 5 {
		t.Errorf("notices were asked %d times, want four times and once over the budget", len(parcels))
	}
	if got := w.members.closed["x:bob"].Format("15:04 MST"); got != "15:00 CET" {
		t.Errorf("bob is out of reach since %q, want 15:00 CET", got)
	}
}

// TestManyWaitForTheMorning: that thousands wait is written down once, in as
// many round trips as there are leases, and looking again costs nothing.
func TestManyWaitForTheMorning(t *testing.T) {
	w := newWorld(t, true)
	w.policy.Quiet = deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}
	w.courier = w.newCourier()
	w.later(4 * time.Hour)
	const many = 2000
	g := w.gather(many)
	w.commit(func(tx *storage.Tx) { w.outbox.Send(tx, run1, "test.offer", "b1", g, w.clock()) })
	w.redis.Trips.Reset()
	w.drain()
	// One for each to read the member, and two for each lease of twenty.
	if n := w.redis.Trips.Count(); n > many+2*many/20+2 {
		t.Errorf("%d round trips for %d people", n, many)
	}
	w.reported(deliver.Report{Audience: many, Deferred: many})
	w.redis.Trips.Reset()
	w.later(5 * time.Hour)
	w.drain()
	if n := w.redis.Trips.Count(); n > 1 {
		t.Errorf("%d round trips to look again", n)
	}
	if n := w.redis.Client.ZCard(t.Context(), scope.String()+":ledger:w:"+run1).Val(); n != 1 {
		t.Errorf("%d entries for those who wait, want one for all", n)
	}
	w.later(5 * time.Hour)
	w.drain()
	w.reported(deliver.Report{Audience: many, Sent: many})
}

// TestClosedInboxIsRemembered, where it is known whose it is.
func TestClosedInboxIsRemembered(t *testing.T) {
	w := newWorld(t, true)
	w.x.before = func(int) error { return bot.ErrUnreachable }
	w.offer("u:x:ann")
	w.tell("c:x:general")
	w.drain()
	if diff := cmp.Diff(map[string]time.Time{"x:ann": w.clock()}, w.members.closed); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNobodyKnowsThePerson: a platform that does not answer holds up nothing, and
// is left alone for a minute. The community's language does.
func TestNobodyKnowsThePerson(t *testing.T) {
	w := newWorld(t, true)
	w.x.faceless = true
	w.tell("u:x:ann")
	w.drain()
	w.x.faceless = false
	w.tell("u:x:bob")
	w.drain()
	w.later(time.Minute)
	w.tell("u:x:eve")
	w.drain()
	want := []string{"x:ann: one about gig1 in ja", "x:bob: one about gig1 in ja", "x:eve: one about gig1 in en"}
	if diff := cmp.Diff(want, w.x.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTheRecordKnowsThePerson: nobody asks a platform about a member whose
// record says in which language they read, also if they are many.
func TestTheRecordKnowsThePerson(t *testing.T) {
	w := newWorld(t, true)
	var to []string
	for i := range 200 {
		to = append(to, fmt.Sprintf("u:x:jo%d", i))
		w.members.stands(to[i][len("u:"):], deliver.SendEligibility{Locale: bot.English})
	}
	w.offer(to...)
	w.drain()
	if n := w.x.asked; n != 0 {
		t.Errorf("the platform was asked %d times who somebody is", n)
	}
	if seen := w.x.seen(); len(seen) != 200 || !strings.Contains(seen[199], " in en ") {
		t.Errorf("%d people see it, the last one: %q", len(seen), seen[len(seen)-1:])
	}
}
