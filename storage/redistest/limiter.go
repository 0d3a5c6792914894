package redistest

import (
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

var (
	app = storage.LimitScope("app")
	// fifty is what a platform allows an application, and one what it allows a
	// channel.
	fifty = storage.Bucket{Name: "all", Max: 50, Per: time.Second}
	one   = storage.Bucket{Name: "room", Max: 1, Per: time.Second}
	few   = storage.Bucket{Name: "conversations", Max: 100, Per: time.Hour}
)

// gap is how far apart what is sent by the thousand is under fifty.
const gap = 20409 * time.Microsecond

// reserve asks for a place among what is sent by the thousand.
func reserve(t failing, r *Redis, at time.Time, ahead time.Duration, in ...storage.Bucket) storage.Reservation {
	t.Helper()
	got, err := storage.NewLimiter(r.DB).Reserve(ctx, app, storage.Wish{Buckets: in, Ahead: ahead}, at)
	must(t, err)
	return got
}

// hurry asks for something that somebody waits for.
func hurry(t failing, r *Redis, at time.Time, in ...storage.Bucket) storage.Reservation {
	t.Helper()
	got, err := storage.NewLimiter(r.DB).Reserve(ctx, app, storage.Wish{Buckets: in, Ahead: time.Minute, Prompt: true}, at)
	must(t, err)
	return got
}

// waits is how long a reservation made at noon has to wait, and "?" before that
// if it is to ask again then.
func waits(r storage.Reservation) string {
	if !r.Held {
		return "?" + r.At.Sub(noon).String()
	}
	return r.At.Sub(noon).String()
}

func limiter(t *testing.T, r *Redis) {
	r.Trips.Reset()
	for n := range 25 {
		same(t, waits(reserve(t, r, noon, time.Second, fifty)), time.Duration(n)*gap)
	}
	same(t, r.Trips.Count(), 25)
	// Farther ahead than one can wait, nothing is reserved: each has a turn.
	for n := range 3 {
		same(t, waits(reserve(t, r, noon, 500*time.Millisecond, fifty)), "?"+(time.Duration(25+n)*gap-500*time.Millisecond).String())
	}
	// Time passes, and what has been used is forgotten.
	same(t, waits(reserve(t, r, noon.Add(10*time.Second), 0, fifty)), 10*time.Second)
	same(t, waits(reserve(t, r, noon, 0)), time.Duration(0))

	for _, wrong := range []storage.Bucket{{Name: "", Max: 1, Per: time.Second}, {Name: "x", Per: time.Second}, {Name: "x", Max: 1}, {Name: "x", Max: 1, Per: time.Second, Cost: 11}} {
		if _, err := storage.NewLimiter(r.DB).Reserve(ctx, app, storage.Wish{Buckets: []storage.Bucket{wrong}}, noon); err == nil {
			t.Errorf("reserved in %+v", wrong)
		}
	}
}

func limiterSeveral(t *testing.T, r *Redis) {
	// What waits for a room leaves the moments before to others.
	same(t, waits(reserve(t, r, noon, time.Minute, fifty, one)), time.Duration(0))
	same(t, waits(reserve(t, r, noon, time.Minute, fifty, one)), time.Second)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), gap)
	same(t, waits(reserve(t, r, noon, time.Minute, one, fifty)), 2*time.Second)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 2*gap)

	// Where it would be far ahead nothing is reserved in any of them.
	reserve(t, r, noon, 0, few)
	same(t, waits(reserve(t, r, noon, time.Second, few, fifty)), "?"+(time.Hour/98-time.Second+time.Microsecond).Truncate(time.Microsecond).String())
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 3*gap)

	// A moment that one bucket puts off has to suit the others again.
	once := func(name string, per time.Duration) storage.Bucket {
		return storage.Bucket{Name: name, Max: 1, Per: per}
	}
	x, y, z, slow := once("x", time.Second), once("y", time.Second), once("z", time.Second), once("slow", 1500*time.Millisecond)
	for _, of := range []struct {
		in   []storage.Bucket
		wait time.Duration
	}{
		{[]storage.Bucket{z}, 0},
		{[]storage.Bucket{z, x}, time.Second},
		{[]storage.Bucket{z}, 2 * time.Second},
		{[]storage.Bucket{z, x}, 3 * time.Second},
		{[]storage.Bucket{slow}, 0},
		{[]storage.Bucket{slow, y}, 1500 * time.Millisecond},
		{[]storage.Bucket{x, y}, 0},
		{[]storage.Bucket{x, y}, 4 * time.Second}, // x has 0, 1 and 3 s, y has 0 and 1.5 s
	} {
		same(t, waits(reserve(t, r, noon, time.Minute, of.in...)), of.wait)
	}

	// An app's limits are its own.
	other, err := storage.NewLimiter(r.DB).Reserve(ctx, storage.LimitScope("other"), storage.Wish{Buckets: []storage.Bucket{fifty}}, noon)
	must(t, err)
	same(t, waits(other), time.Duration(0))
}

func limiterPrompt(t *testing.T, r *Redis) {
	minute := storage.Bucket{Name: "minute", Max: 300, Per: time.Minute}
	var last time.Time
	for range 350 {
		last = reserve(t, r, noon, time.Hour, minute).At
	}
	// Behind 350 others, six of three hundred go at once, and the seventh when
	// six can again.
	for range 6 {
		same(t, waits(hurry(t, r, noon, minute)), time.Duration(0))
	}
	same(t, waits(hurry(t, r, noon.Add(45*time.Second), minute)), time.Minute)
	for range 5 {
		same(t, waits(hurry(t, r, noon.Add(time.Minute), minute)), time.Minute)
	}
	// Or when the line ends.
	same(t, hurry(t, r, noon.Add(time.Minute), minute).At.Sub(last) < 205*time.Millisecond, true)

	// Where there is room anyway nothing is used up of what is spared.
	later := noon.Add(time.Hour)
	for n := range 3 {
		same(t, hurry(t, r, later.Add(time.Duration(n)*time.Second), minute).At.Sub(later), time.Duration(n)*time.Second)
	}
	var together []time.Duration
	for range 8 {
		together = append(together, hurry(t, r, later.Add(3*time.Second), minute).At.Sub(later)-3*time.Second)
	}
	same(t, together[:7], make([]time.Duration, 7))
	if together[7] == 0 {
		t.Error("more than what is spared went at once")
	}
}

func limiterCosts(t *testing.T, r *Redis) {
	// What costs two keeps twice the gap, and fits where there is so much.
	two := fifty
	two.Cost = 2
	same(t, waits(reserve(t, r, noon, time.Minute, two)), time.Duration(0))
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 2*gap)
	same(t, waits(reserve(t, r, noon, time.Minute, two)), 3*gap)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 5*gap)
	unused := reserve(t, r, noon, time.Minute, fifty)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 7*gap)
	must(t, storage.NewLimiter(r.DB).Return(ctx, app, unused))
	same(t, waits(reserve(t, r, noon, time.Minute, two)), 8*gap)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), 6*gap)
}

func limiterLoose(t *testing.T, r *Redis) {
	l := storage.NewLimiter(r.DB)
	first := storage.Bucket{Name: "first", Max: 20, Per: time.Hour, Burst: true}
	for range 18 {
		same(t, waits(reserve(t, r, noon, 0, first)), time.Duration(0))
	}
	unused := reserve(t, r, noon, 0, first)
	if got := reserve(t, r, noon, time.Second, first); got.Held || got.At.Sub(noon) < time.Hour-time.Second || got.At.Sub(noon) > 62*time.Minute {
		t.Errorf("the 20th: %s", waits(got))
	}
	for range 2 {
		must(t, l.Return(ctx, app, unused))
	}
	same(t, waits(reserve(t, r, noon, 0, first)), time.Duration(0))
	same(t, reserve(t, r, noon, 0, first).Held, false)
	same(t, waits(hurry(t, r, noon, first)), time.Duration(0))
	same(t, hurry(t, r, noon, first).Held, false)
	// What is lost on the way counts once.
	later := noon.Add(62 * time.Minute)
	r.Line.LoseReplies(1)
	same(t, reserve(t, r, later, 0, first).Held, true)
	for range 18 {
		same(t, reserve(t, r, later, 0, first).Held, true)
	}
	same(t, reserve(t, r, later, 0, first).Held, false)
	// Half is left of it when it was refused twice.
	must(t, l.Penalize(ctx, app, first.Name, time.Minute, later, later))
	later = later.Add(70 * time.Minute)
	must(t, l.Penalize(ctx, app, first.Name, time.Minute, later, later))
	later = later.Add(time.Minute)
	for range 9 {
		same(t, reserve(t, r, later, 0, first).Held, true)
	}
	same(t, reserve(t, r, later, 0, first).Held, false)
}

func limiterMadeUp(t *testing.T, r *Redis) {
	var held []storage.Reservation
	for range 49 {
		held = append(held, reserve(t, r, noon, time.Minute, fifty))
	}
	late := func(at time.Time, n int) time.Duration {
		t.Helper()
		got, err := storage.NewLimiter(r.DB).Reserve(ctx, app, storage.Wish{Buckets: []storage.Bucket{fifty}, Ahead: time.Minute, Instead: held[n]}, at)
		must(t, err)
		return got.At.Sub(noon)
	}
	// Two turns passed: what comes after the others follows at half the gap,
	// and only twice.
	at := noon.Add(4 * gap)
	after := held[48].At.Sub(noon)
	half := (gap + time.Microsecond) / 2
	same(t, late(at, 0), after+half)
	same(t, late(at, 1), after+2*half)
	same(t, waits(reserve(t, r, at, time.Minute, fifty)), 2*gap+time.Second) // behind 49 others

	// A second later what was missed is missed.
	at = noon.Add(3 * time.Second)
	for n := range 2 {
		same(t, reserve(t, r, at, time.Minute, fifty).At.Sub(at), time.Duration(n)*gap)
	}
}

// limiterMadeUpSlowly: what is made up for stays within the limit also after a
// refusal, when the pace is no whole number of turns.
func limiterMadeUpSlowly(t *testing.T, r *Redis) {
	four, l := storage.Bucket{Name: "four", Max: 4, Per: time.Minute}, storage.NewLimiter(r.DB)
	must(t, l.Penalize(ctx, app, four.Name, time.Second, noon, noon))
	var missed []storage.Reservation
	for range 3 {
		missed = append(missed, reserve(t, r, noon, time.Hour, four))
	}
	at := noon.Add(time.Minute)
	var used []time.Time
	for i := range 9 {
		w := storage.Wish{Buckets: []storage.Bucket{four}, Ahead: time.Hour}
		if i < len(missed) {
			w.Instead = missed[i]
		}
		got, err := l.Reserve(ctx, app, w, at)
		must(t, err)
		used = append(used, got.At)
	}
	for i, last := range used[four.Max:] {
		if d := last.Sub(used[i]); d < four.Per {
			t.Errorf("%d in %s", four.Max+1, d)
		}
	}
}

func limiterReturned(t *testing.T, r *Redis) {
	l := storage.NewLimiter(r.DB)
	reserve(t, r, noon, time.Minute, fifty, one)
	unused := reserve(t, r, noon, time.Minute, one, fifty)
	must(t, l.Return(ctx, app, unused))
	before := r.Dump(t)
	must(t, l.Return(ctx, app, unused))
	same(t, fmt.Sprint(r.Dump(t)), fmt.Sprint(before))
	same(t, waits(reserve(t, r, noon, time.Minute, one)), time.Second)
	must(t, l.Return(ctx, app, reserve(t, r, noon, 0, one)))
	must(t, l.Return(ctx, app, storage.Reservation{}))
	same(t, waits(reserve(t, r, noon, time.Minute, one)), 2*time.Second)
}

func limiterLearns(t *testing.T, r *Redis) {
	at := noon
	refused := func() {
		t.Helper()
		must(t, storage.NewLimiter(r.DB).Penalize(ctx, app, fifty.Name, time.Second, at.Add(-100*time.Millisecond), at))
	}
	// pace is how many thousandths of the limit are used at most, some time
	// later.
	pace := func(later time.Duration) int64 {
		t.Helper()
		at = at.Add(later)
		first := reserve(t, r, at, time.Minute, fifty)
		gone := reserve(t, r, at, time.Minute, fifty).At.Sub(first.At)
		return int64((1000*gap + gone/2) / gone)
	}
	same(t, pace(0), 1000)
	at = at.Add(time.Second)
	// Several refusals of what was under way are one, and all wait.
	for range 4 {
		refused()
		at = at.Add(10 * time.Millisecond)
	}
	same(t, reserve(t, r, at, time.Minute, fifty).At.Sub(at), 990*time.Millisecond)
	// The first time can be chance, the second is none.
	same(t, pace(990*time.Millisecond), 950)
	at = at.Add(500 * time.Millisecond)
	refused()
	same(t, pace(time.Second), 475)
	same(t, pace(3900*time.Millisecond), 475)

	// It comes up by a step, which is taken back when it was one too many, and
	// the next one waits twice as long.
	same(t, pace(200*time.Millisecond), 498)
	same(t, pace(500*time.Millisecond), 498)
	refused()
	same(t, pace(time.Second), 475)
	same(t, pace(7900*time.Millisecond), 475)
	same(t, pace(100*time.Millisecond), 498)

	// What goes well goes on, faster, to where it was.
	var up []int64
	for range 5 {
		up = append(up, pace(time.Second))
	}
	same(t, up, []int64{622, 777, 971, 1000, 1000})
	// And is as new: the next refusal is a first one.
	refused()
	same(t, pace(time.Second), 950)
	same(t, pace(2100*time.Millisecond), 997)
	// Another bucket has learned nothing.
	same(t, waits(reserve(t, r, at, time.Minute, one)), at.Sub(noon))
}

func limiterLostReplies(t *testing.T, r *Redis) {
	reserve(t, r, noon, time.Minute, fifty, one) // the server knows the script
	r.Line.LoseReplies(1)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty, one)), time.Second)
	same(t, waits(reserve(t, r, noon, time.Minute, fifty)), gap)
	r.Line.LoseReplies(1000)
	_, err := storage.NewLimiter(r.DB).Reserve(ctx, app, storage.Wish{Buckets: []storage.Bucket{one}, Ahead: time.Minute}, noon)
	is(t, err, storage.ErrUnavailable)
	r.Line.LoseReplies(0)
}

func limiterClock(t *testing.T, r *Redis) {
	same(t, waits(reserve(t, r, noon, time.Minute, one)), time.Duration(0))
	same(t, waits(reserve(t, r, noon, time.Minute, one)), time.Second)
	// An hour back: who comes now waits for no more than those before.
	back := noon.Add(-time.Hour)
	same(t, reserve(t, r, back, time.Minute, one).At.Sub(back), 2*time.Second)
	back = back.Add(10 * time.Second)
	same(t, reserve(t, r, back, time.Minute, one).At.Sub(back), time.Duration(0))
	// And forth again.
	same(t, reserve(t, r, noon, time.Minute, one).At.Sub(noon), time.Duration(0))
	// A copy whose clock is a little behind waits no longer for that.
	behind := noon.Add(-time.Second)
	same(t, reserve(t, r, behind, time.Minute, one).At.Sub(behind), time.Second)
}
