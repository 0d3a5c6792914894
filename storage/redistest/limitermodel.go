package redistest

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/storage"
)

// limiterModel has copies of the bot reserve, give back and be refused, while
// their clocks are set and replies get lost, and counts what is sent in real
// time.
func limiterModel(t *testing.T, r *Redis) {
	var scopes atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		m := &traffic{
			t: t, l: storage.NewLimiter(r.DB), scope: storage.LimitScope(fmt.Sprint("app", scopes.Add(1))),
			sent: make(map[string][]time.Duration),
			buckets: []storage.Bucket{
				{Name: "all", Max: rapid.SampledFrom([]int{5, 20, 50, 100}).Draw(t, "all"), Per: time.Second},
				{Name: "minute", Max: rapid.SampledFrom([]int{4, 60, 300}).Draw(t, "minute"), Per: time.Minute},
				{Name: "room", Max: 1, Per: time.Second},
				{Name: "loose", Max: rapid.SampledFrom([]int{4, 30}).Draw(t, "loose"), Per: 10 * time.Second, Burst: true},
			},
		}
		for i := range m.clocks {
			// Two copies agree; a third may not, by less than the limiter takes
			// for a clock that was set.
			if i == 2 {
				m.apart = time.Duration(rapid.SampledFrom([]int{0, 0, -300, 300, 1500}).Draw(t, "apart")) * time.Millisecond
				m.clocks[i] = m.apart
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"reserve":      func(t *rapid.T) { m.reserve(t, false) },
			"reserve more": func(t *rapid.T) { m.reserve(t, false) },
			"hurry":        func(t *rapid.T) { m.reserve(t, true) },
			"return":       m.giveBack,
			"late":         m.late,
			"late again":   m.late,
			"refused":      m.refused,
			"time passes": func(t *rapid.T) {
				m.now += time.Duration(rapid.SampledFrom([]int{1, 20, 50, 700, 20000}).Draw(t, "ms")) * time.Millisecond
			},
			"clock": m.set,
			"line":  func(*rapid.T) { r.Line.LoseReplies(1) },
		})
		m.count()
		m.nobodyStarves()
	})
}

// traffic is the model of an app's limits. Its time is real: how long ago it
// began.
type traffic struct {
	t       *rapid.T
	l       *storage.Limiter
	scope   storage.Scope
	buckets []storage.Bucket
	clocks  [3]time.Duration // how far a copy's clock is ahead
	apart   time.Duration
	now     time.Duration
	held    []holding
	sent    map[string][]time.Duration // by bucket
}

// holding is a reservation whose time has not come.
type holding struct {
	r  storage.Reservation
	at time.Duration
	in []storage.Bucket
}

func (m *traffic) clock(copy int) time.Time { return noon.Add(m.now + m.clocks[copy]) }

func (m *traffic) reserve(t *rapid.T, prompt bool) {
	copy := rapid.IntRange(0, 2).Draw(t, "copy")
	w := storage.Wish{Prompt: prompt, Ahead: time.Duration(rapid.SampledFrom([]int{0, 500, 5000, 100000}).Draw(t, "ahead")) * time.Millisecond}
	for _, b := range m.buckets {
		if rapid.Bool().Draw(t, b.Name) {
			w.Buckets = append(w.Buckets, b)
		}
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 8}).Draw(t, "times") {
		m.ask(copy, w)
	}
}

func (m *traffic) ask(copy int, w storage.Wish) {
	at := m.clock(copy)
	r, err := m.l.Reserve(ctx, m.scope, w, at)
	must(m.t, err)
	wait := r.At.Sub(at)
	switch {
	case r.Held && (wait < 0 || wait > w.Ahead):
		m.t.Fatalf("reserved %v ahead, of %v", wait, w.Ahead)
	case r.Held:
		m.held = append(m.held, holding{r, m.now + wait, w.Buckets})
	case wait <= 0 || wait > time.Hour:
		m.t.Fatalf("to ask again after %v", wait)
	}
}

// pass moves what has been sent by now.
func (m *traffic) pass() {
	m.held = slices.DeleteFunc(m.held, func(h holding) bool {
		if h.at > m.now {
			return false
		}
		for _, b := range h.in {
			m.sent[b.Name] = append(m.sent[b.Name], h.at)
		}
		return true
	})
}

func (m *traffic) giveBack(t *rapid.T) {
	m.pass()
	if len(m.held) == 0 {
		t.Skip("nothing is held")
	}
	i := rapid.IntRange(0, len(m.held)-1).Draw(t, "which")
	must(m.t, m.l.Return(ctx, m.scope, m.held[i].r))
	m.held = slices.Delete(m.held, i, i+1)
}

// late is somebody who comes after their moment.
func (m *traffic) late(t *rapid.T) {
	for i, h := range m.held {
		if h.at < m.now && len(h.in) > 0 {
			m.held = slices.Delete(m.held, i, i+1)
			m.ask(0, storage.Wish{Buckets: h.in, Ahead: 5 * time.Second, Instead: h.r})
			return
		}
	}
	t.Skip("nobody is late")
}

func (m *traffic) refused(t *rapid.T) {
	copy := rapid.IntRange(0, 2).Draw(t, "copy")
	at := m.clock(copy)
	must(m.t, m.l.Penalize(ctx, m.scope, rapid.SampledFrom(m.buckets).Draw(t, "bucket").Name,
		time.Duration(rapid.IntRange(0, 3000).Draw(t, "wait"))*time.Millisecond, at.Add(-100*time.Millisecond), at))
}

// set sets all clocks, forth or far back, between two looks at them.
func (m *traffic) set(t *rapid.T) {
	if m.apart != 0 {
		t.Skip("that the clocks are apart is enough")
	}
	m.ask(0, storage.Wish{Buckets: m.buckets[:1]})
	by := time.Duration(rapid.SampledFrom([]int{-3600, -60, -4, 1, 60, 3600}).Draw(t, "by")) * time.Second
	if by > 0 {
		// What was reserved comes beside what is reserved from now on.
		m.count()
		m.held, m.sent = nil, make(map[string][]time.Duration)
	}
	for i := range m.clocks {
		m.clocks[i] += by
	}
	m.ask(0, storage.Wish{Buckets: m.buckets[:1]})
}

// count holds every stretch of time to the limits.
func (m *traffic) count() {
	m.now += time.Hour
	m.pass()
	m.now -= time.Hour
	for _, b := range m.buckets {
		at := m.sent[b.Name]
		slices.Sort(at)
		for i := b.Max; i < len(at); i++ {
			if at[i]-at[i-b.Max] < b.Per-m.apart.Abs() {
				m.t.Fatalf("%s: %d in %v, from %v on", b.Name, b.Max+1, at[i]-at[i-b.Max], at[i-b.Max])
			}
		}
	}
}

// nobodyStarves: alone, who comes when told gets what they want.
func (m *traffic) nobodyStarves() {
	at := m.clock(0)
	for range 20 {
		r, err := m.l.Reserve(ctx, m.scope, storage.Wish{Buckets: m.buckets, Ahead: 500 * time.Millisecond}, at)
		must(m.t, err)
		if r.Held {
			return
		}
		at = r.At
	}
	m.t.Fatal("told to come again 20 times")
}
