package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// doom ends the process that makes the nth step: a command to Redis or a call
// to a platform, before or after its effect.
type doom struct {
	mu       sync.Mutex
	step, at int
	after    bool
	armed    bool
}

func (d *doom) arm(at int, after bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step, d.at, d.after, d.armed = 0, at, after, true
}

func (d *doom) disarm() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed = false
}

// over does a step, before or after which the process may die.
func (d *doom) over(step func() error) error {
	before, after := d.strikes()
	if before {
		die()
	}
	err := step()
	if after {
		die()
	}
	return err
}

// strikes counts a step, and reports whether the process dies before or after
// it.
func (d *doom) strikes() (before, after bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.armed {
		return false, false
	}
	d.step++
	hit := d.step == d.at
	return hit && !d.after, hit && d.after
}

func (d *doom) DialHook(next redis.DialHook) redis.DialHook { return next }

func (d *doom) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		return d.over(func() error { return next(ctx, c) })
	}
}

func (d *doom) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, c []redis.Cmder) error {
		return d.over(func() error { return next(ctx, c) })
	}
}

// on has the doom strike at a platform's calls too.
func (d *doom) on(p *platform) {
	strikesAfter := false
	p.before = func(int) error {
		var before bool
		if before, strikesAfter = d.strikes(); before {
			die()
		}
		return nil
	}
	p.after = func(int) error {
		if strikesAfter {
			strikesAfter = false
			die()
		}
		return nil
	}
}

// TestCrashAtEveryStep kills a courier before and after each of its steps, lets
// another one take over, and looks at what people see and what is reported.
func TestCrashAtEveryStep(t *testing.T) {
	for _, repeatable := range []bool{true, false} {
		for _, living := range []bool{true, false} {
			t.Run(fmt.Sprintf("repeatable=%t,living=%t", repeatable, living), func(t *testing.T) {
				crashes := 0
				for _, after := range []bool{false, true} {
					for at := 1; crashOnce(t, repeatable, living, at, after); at++ {
						crashes++
					}
				}
				if crashes < 20 {
					t.Errorf("only %d crashes: the test has lost its way", crashes)
				}
			})
		}
	}
}

var three = []string{"u:x:ann", "u:x:bob", "u:y:cat"}

// crashOnce plays one crash, and reports whether it came to it.
func crashOnce(t *testing.T, repeatable, living bool, at int, after bool) bool {
	w := newWorld(t, repeatable)
	d := &doom{}
	w.redis.Client.AddHook(d)
	d.on(w.x)
	d.on(w.y)
	if living {
		w.keep(three...)
	} else {
		w.tell(three...)
	}
	d.arm(at, after)
	died := dies(func() { _, _ = w.courier.Drain(t.Context()) })
	d.disarm()
	if living {
		w.says("two")
		w.keep(three...)
	}
	w.courier = w.newCourier()
	for range 3 {
		w.later(10 * time.Minute)
		w.drain()
	}

	where := fmt.Sprintf("crash at step %d (after its effect: %t)", at, after)
	seen, totals := append(w.x.seen(), w.y.seen()...), w.totals()
	if repeatable {
		says := "one"
		if living {
			says = "two"
		}
		want := []string{"x:ann: " + says, "x:bob: " + says, "y:cat: " + says}
		for i := range want {
			want[i] += " about gig1 in en"
		}
		slices.Sort(seen)
		if !slices.Equal(seen, want) || totals[storage.Sent] != 3 {
			t.Errorf("%s: people see %q, totals %v", where, seen, totals)
		}
		return died
	}
	recipients := map[string]int{}
	for _, p := range []*platform{w.x, w.y} {
		for _, m := range p.posted {
			recipients[m.to]++
		}
	}
	for to, n := range recipients {
		if n > 1 {
			t.Errorf("%s: %s got it %d times", where, to, n)
		}
	}
	if totals[storage.Sent]+totals[storage.Unknown] != 3 || totals[storage.Sent] > len(recipients) || totals[storage.Unknown] > 1 {
		t.Errorf("%s: %d got it, totals %v", where, len(recipients), totals)
	}
	return died
}

// TestStorageFails loses replies of Redis, and takes it away for a while, at
// every step.
func TestStorageFails(t *testing.T) {
	for at := 1; ; at++ {
		w := newWorld(t, false)
		w.tell(three...)
		steps := &step{at: at, do: func() { w.redis.Line.LoseReplies(1) }}
		w.redis.Client.AddHook(steps)
		_, err := w.courier.Drain(t.Context())
		if err != nil && !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("reply %d lost: %v", at, err)
		}
		w.later(10 * time.Minute)
		w.drain()
		if n := len(w.x.seen()) + len(w.y.seen()); n != 3 || w.totals()[storage.Sent] != 3 {
			t.Errorf("reply %d lost: %d messages, totals %v", at, n, w.totals())
		}
		if steps.n < at {
			return
		}
	}
}

// step is a hook that does something before the command with number at.
type step struct {
	n, at int
	do    func()
}

func (s *step) DialHook(next redis.DialHook) redis.DialHook { return next }

func (s *step) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		if s.n++; s.n == s.at {
			s.do()
		}
		return next(ctx, c)
	}
}

func (s *step) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// TestManyCouriers: however many work at once, nobody gets anything twice, also
// where the platform would not notice.
func TestManyCouriers(t *testing.T) {
	w := newWorld(t, false)
	const recipients, announcements, couriers = 50, 4, 4
	var to []string
	for i := range recipients {
		to = append(to, fmt.Sprintf("u:x:p%d", i))
	}
	for range announcements {
		w.tell(to...)
	}
	var all sync.WaitGroup
	for range couriers {
		c := w.newCourier()
		all.Go(func() {
			if _, err := c.Drain(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.later(time.Hour)
	w.drain()
	got := map[string]int{}
	for _, m := range w.x.posted {
		got[m.to]++
	}
	for to, n := range got {
		if n != announcements {
			t.Errorf("%s got %d messages, want %d", to, n, announcements)
		}
	}
	if sent := w.totals()[storage.Sent]; sent != recipients*announcements || len(got) != recipients {
		t.Errorf("%d sent to %d people, want %d to %d", sent, len(got), recipients*announcements, recipients)
	}
}

func TestRun(t *testing.T) {
	w := newWorld(t, true)
	ctx, cancel := context.WithCancel(t.Context())
	sent := make(chan struct{}, 10)
	w.x.after = func(int) error { sent <- struct{}{}; return nil }
	ran := make(chan error)
	go func() { ran <- w.courier.Run(ctx) }()
	w.tell("u:x:ann")
	w.courier.Wake(acme.ID)
	<-sent
	w.redis.Line.Down(true)
	w.courier.Wake(acme.ID)
	w.redis.Line.Down(false)
	w.tell("u:x:bob")
	<-sent
	cancel()
	if err := <-ran; err != nil {
		t.Errorf("Run ended with %v", err)
	}
	if n := len(w.x.seen()); n != 2 || w.totals()[storage.Sent] != 2 {
		t.Errorf("%d messages, totals %v", n, w.totals())
	}
}

// TestRunStops: the delivery that is under way is finished, the rest is left for
// the next process at once.
func TestRunStops(t *testing.T) {
	w := newWorld(t, false)
	ctx, cancel := context.WithCancel(t.Context())
	w.x.before = func(int) error { cancel(); return nil }
	w.tell("u:x:ann", "u:x:bob", "u:x:cat")
	if err := w.courier.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := len(w.x.seen()); diff != 1 || w.totals()[storage.Sent] != 1 {
		t.Errorf("%d messages after the end of ctx, totals %v; want 1, sent", diff, w.totals())
	}
	w.x.before = nil
	if n := w.drain(); n != 2 {
		t.Errorf("%d messages by the next process, want 2", n)
	}
}

// TestCommunitiesApart: one whose notices hang does not hold up another.
func TestCommunitiesApart(t *testing.T) {
	w := newWorld(t, true)
	other := storage.CommunityScope("other")
	tx := w.redis.DB.Begin(other, "", w.clock())
	w.outbox.Tell(tx, "test.news", "gig2", "u:y:bob")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.tell("u:x:ann")
	ctx, cancel := context.WithCancel(t.Context())
	hang, sent := make(chan struct{}), make(chan struct{})
	w.x.before = func(int) error { <-hang; return nil }
	w.y.after = func(int) error { close(sent); return nil }
	c := newCourierFor(w, acme, bot.Community{ID: "other", Locale: bot.English})
	ran := make(chan error)
	go func() { ran <- c.Run(ctx) }()
	<-sent
	close(hang)
	cancel()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}
