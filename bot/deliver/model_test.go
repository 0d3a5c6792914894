package deliver_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

// TestReportAddsUp sends to many at night and by day through crashes, lost
// replies, refusals and clocks that are set back, while somebody pauses,
// resumes, cancels and retries. The report adds up at every moment; nobody gets
// it twice; and in the end it says of everybody what happened.
func TestReportAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(t, rt)
		rt.Repeat(map[string]func(*rapid.T){
			"drain":   func(*rapid.T) { m.drain() },
			"crash":   m.crash,
			"line":    func(rt *rapid.T) { m.w.redis.Line.LoseReplies(rapid.IntRange(1, 8).Draw(rt, "replies")) },
			"faults":  m.faults,
			"clock":   m.clock,
			"pause":   func(*rapid.T) { m.commit(m.w.outbox.Pause) },
			"resume":  func(*rapid.T) { m.commit(m.w.outbox.Resume) },
			"cancel":  m.cancel,
			"retry":   func(*rapid.T) { m.commit(m.w.outbox.RetryFailed) },
			"consent": m.consent,
			"":        func(*rapid.T) { m.look() },
		})
		m.end()
	})
}

type model struct {
	rt        *rapid.T
	w         *world
	d         *doom
	n         int
	cancelled bool
	fault     map[int]error // by call, before the deed if it is even
}

func newModel(t *testing.T, rt *rapid.T) *model {
	m := &model{rt: rt, w: newWorld(t, rapid.Bool().Draw(rt, "repeatable")), d: &doom{}, fault: map[int]error{}}
	m.n = rapid.IntRange(1, 50).Draw(rt, "recipients")
	m.w.policy = deliver.SendPolicy{Quiet: deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}, WeeklyBudget: 2}
	m.w.x.finds = true
	m.w.redis.Client.AddHook(m.d)
	m.w.x.before, m.w.x.after = m.around(true), m.around(false)
	m.w.courier = m.w.newCourier()
	g := m.w.gather(m.n)
	m.w.commit(func(tx *storage.Tx) { m.w.outbox.Send(tx, run1, "test.offer", "b1", g, m.w.clock()) })
	return m
}

// around is what happens before or after the deed of a call: the process dies,
// or the platform fails.
func (m *model) around(before bool) func(int) error {
	return func(call int) error {
		if b, a := m.d.strikes(); before && b || !before && a {
			die()
		}
		if err := m.fault[call]; before == (call%2 == 0) {
			return err
		}
		return nil
	}
}

// faults are those of the next calls. What is said after the deed can only be
// that nobody knows.
func (m *model) faults(rt *rapid.T) {
	m.w.x.mu.Lock()
	defer m.w.x.mu.Unlock()
	for i := range 10 {
		call := m.w.x.calls + i + 1
		m.fault[call] = bot.ErrUncertain
		if call%2 == 0 {
			m.fault[call] = rapid.SampledFrom([]error{
				nil, nil, bot.ErrUncertain, bot.ErrUnreachable, bot.ErrRefused, bot.TryAfter{Seconds: 20}, bot.ErrStopped,
			}).Draw(rt, "fault")
		} else if rapid.Bool().Draw(rt, "well") {
			delete(m.fault, call)
		}
	}
}

func (m *model) clock(rt *rapid.T) {
	m.w.later(rapid.SampledFrom([]time.Duration{
		time.Second, time.Minute, time.Hour, 7 * time.Hour, -5 * time.Second, -time.Minute,
	}).Draw(rt, "step"))
}

// consent of somebody is withdrawn, or given again.
func (m *model) consent(rt *rapid.T) {
	who := fmt.Sprintf("x:p%d", rapid.IntRange(1, m.n).Draw(rt, "who"))
	m.w.members.change(m.w.t, who, "changed", m.w.clock())
	m.w.members.stands(who, deliver.SendEligibility{Withheld: rapid.SampledFrom([]string{"", "no consent"}).Draw(rt, "withheld")})
}

func (m *model) drain() { _, _ = m.w.courier.Drain(m.w.t.Context()) }

// crash ends the process at one of its steps; another takes over.
func (m *model) crash(rt *rapid.T) {
	m.d.arm(rapid.IntRange(1, 40).Draw(rt, "step"), rapid.Bool().Draw(rt, "after"))
	dies(m.drain)
	m.d.disarm()
	m.w.courier = m.w.newCourier()
}

func (m *model) commit(steer func(*storage.Tx, string)) {
	m.w.commit(func(tx *storage.Tx) { steer(tx, run1) })
}

func (m *model) cancel(rt *rapid.T) {
	if rapid.IntRange(0, 9).Draw(rt, "really") == 0 {
		m.cancelled = true
		m.commit(m.w.outbox.Cancel)
	}
}

// look counts the report, and the messages of each.
func (m *model) look() map[string]int {
	m.w.redis.Line.LoseReplies(0)
	r, err := m.w.outbox.Report(m.w.t.Context(), acme.ID, run1)
	if err != nil {
		m.rt.Fatal(err)
	}
	if sum := r.Sent + r.Deferred + r.Failed + r.Suppressed + r.Uncertain; sum != r.Audience || r.Audience != m.n {
		m.rt.Fatalf("it does not add up to %d: %+v", m.n, r)
	}
	reasons := 0
	for _, n := range r.Reasons {
		reasons += n
	}
	if reasons != r.Failed+r.Suppressed+r.Uncertain {
		m.rt.Fatalf("not everything has a reason: %+v", r)
	}
	got := map[string]int{}
	for _, s := range m.w.x.seen() {
		who, _, _ := strings.Cut(s, ": ")
		if got[who]++; got[who] > 1 {
			m.rt.Fatalf("%s got it twice", who)
		}
	}
	return got
}

// end is a week in which everything works.
func (m *model) end() {
	m.d.disarm()
	m.w.x.before, m.w.x.after = nil, nil
	m.commit(m.w.outbox.Resume)
	for range 7 * 24 {
		m.w.redis.Line.LoseReplies(0)
		m.drain()
		m.w.later(time.Hour)
	}
	got := m.look()
	all, err := m.w.outbox.Deliveries(m.w.t.Context(), acme.ID, run1, 0, 1000)
	if err != nil {
		m.rt.Fatal(err)
	}
	for _, d := range all {
		n := got[strings.TrimPrefix(d.To, "u:")]
		switch {
		case d.State == deliver.Sent && n != 1, d.State == deliver.Deferred,
			(d.State == deliver.Failed || d.State == deliver.Suppressed) && n != 0,
			d.State == deliver.Unknown:
			m.rt.Fatalf("%s is %s (%s) and has %d messages", d.To, d.State, d.Reason, n)
		}
	}
}
