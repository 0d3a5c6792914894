package deliver_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// meter is a platform that takes a tenth of a second for each message and
// refuses what is more than its limit in any second.
type meter struct {
	bot.Adapter // nothing else of it is used
	says        int

	mu      sync.Mutex
	limit   int
	taken   []time.Time
	refused []time.Time
	seen    map[bot.User]int
}

func newMeter(limit int) *meter { return &meter{says: limit, limit: limit, seen: map[bot.User]int{}} }

func (m *meter) Traits() bot.Traits { return bot.Traits{Platform: "x", Repeatable: true} }

func (m *meter) Profile(context.Context, bot.User) (bot.Profile, error) {
	return bot.Profile{Locale: bot.English}, nil
}

func (m *meter) Limits(context.Context, bot.Outgoing) []bot.Bucket {
	return []bot.Bucket{{Name: "all", Max: m.says, Per: time.Second}}
}

const latency = 100 * time.Millisecond

func (m *meter) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	ref, err := m.take(out)
	<-time.After(latency)
	return ref, err
}

func (m *meter) take(out bot.Outgoing) (bot.MessageRef, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	recent := 0
	for i := len(m.taken) - 1; i >= 0 && now.Sub(m.taken[i]) < time.Second; i-- {
		recent++
	}
	if recent >= m.limit {
		m.refused = append(m.refused, now)
		return "", bot.TryAfter{Seconds: 1, Bucket: "all"}
	}
	m.taken = append(m.taken, now)
	m.seen[out.User]++
	return "x:m", nil
}

func (m *meter) allow(limit int) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = limit
	return time.Now()
}

// between are how many were taken, and refused, between two moments.
func (m *meter) between(from, to time.Time) (taken, refused int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	count := func(all []time.Time) (n int) {
		for _, at := range all {
			if !at.Before(from) && at.Before(to) {
				n++
			}
		}
		return n
	}
	return count(m.taken), count(m.refused)
}

func (m *meter) counts() (taken, refused int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.taken), len(m.refused)
}

// together has three couriers send to so many, each as a process would, with its
// own connection to one redis-server, until done says so.
func together(t *testing.T, m *meter, recipients int, done func() bool) *redistest.Pulse {
	t.Helper()
	w := worldOn(t, redistest.Server(t), true)
	pulse := redistest.Feel(t, w.redis.Client)
	w.now = time.Now()
	w.send(recipients)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	for range 3 {
		client := redis.NewClient(&redis.Options{Network: "unix", Addr: w.redis.Client.(*redis.Client).Options().Addr})
		t.Cleanup(func() { client.Close() })
		c, err := deliver.NewCourier(deliver.Config{
			DB: storage.New(client), Communities: []bot.Community{acme}, Clock: time.Now, Log: discard(),
			Adapters: []bot.Adapter{m},
			Notices: []bot.Notice{{Name: "test.news", Write: func(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
				return bot.OutgoingMessage{User: bot.User(p.To[2:]), Body: func(bot.Localizer) bot.Message { return bot.Message{} }}, nil
			}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() { _ = c.Run(ctx) })
	}
	for tick := time.Tick(10 * time.Millisecond); !done(); {
		<-tick
	}
	return pulse
}

// TestSoakPace: three copies of the bot use at least 97 of a hundred of what the
// platform allows, and are hardly ever refused. The long form goes by the clock,
// on a machine that does nothing else; the short one by the time that the machine
// leaves them, and in it the first second and the last weigh more.
func TestSoakPace(t *testing.T) {
	const limit = 50
	d, long := bottest.Soak(t)
	least := 0.95
	if long {
		least = 0.97
	}
	recipients := int(min(d, 40*time.Second)/time.Second) * limit
	m := newMeter(limit)
	end := time.Now().Add(2*d + time.Minute)
	pulse := together(t, m, recipients, func() bool {
		taken, _ := m.counts()
		return taken == recipients || time.Now().After(end)
	})
	taken, refused := m.counts()
	if taken == 0 {
		t.Fatal("nothing was sent")
	}
	end = m.taken[taken-1].Add(time.Second / limit)
	took := end.Sub(m.taken[0])
	clock, used := float64(taken)/took.Seconds()/limit, pulse.Rate(taken, m.taken[0], end)/limit
	t.Logf("%d messages in %s, %.1f%% of %d a second, %.1f%% in the time they had, %d refused", taken, took.Round(time.Millisecond), 100*clock, limit, 100*used, refused)
	if long {
		used = clock
	}
	if used < least || refused >= 5 || len(m.seen) != recipients {
		t.Errorf("%d people got one; want %d at %.0f%% or more, with less than 5 refused", len(m.seen), recipients, 100*least)
	}
}

// TestSoakPaceFollows: when the platform allows half of what it did, the bot
// sends less within five seconds, and more again when it may.
func TestSoakPaceFollows(t *testing.T) {
	const limit, settle = 50, 5 * time.Second
	d, _ := bottest.Soak(t)
	d = min(d, 2*time.Minute)
	m := newMeter(limit)
	var began, less, more, end time.Time
	start := time.Now()
	pulse := together(t, m, 2*limit*int(d/time.Second), func() bool {
		now := time.Now()
		switch taken, _ := m.counts(); {
		case began.IsZero() && taken > 0:
			began = now
		case began.IsZero():
			return now.Sub(start) > time.Minute
		case less.IsZero() && now.Sub(began) > d/5:
			less = m.allow(limit / 2)
		case more.IsZero() && now.Sub(began) > 3*d/5:
			more = m.allow(limit)
		case now.Sub(began) > d+2*time.Second:
			end = now
		}
		return !end.IsZero()
	})
	if end.IsZero() {
		t.Fatal("nothing was sent")
	}
	rate := func(from, to time.Time) float64 {
		taken, _ := m.between(from, to)
		return pulse.Rate(taken, from, to)
	}
	before, half, after := rate(began.Add(time.Second), less), rate(less.Add(settle), more), rate(end.Add(-3*time.Second), end)
	refusals := map[string]int{}
	for _, at := range m.refused {
		refusals[strconv.Itoa(int(at.Sub(began)/time.Second))+"s"]++
	}
	t.Logf("%.1f a second in the time they had, %.1f at half the limit, %.1f again; refused %s", before, half, after, fmt.Sprint(refusals))
	if before < 0.85*limit || half < 0.6*limit/2 || after < 0.9*limit {
		t.Error("it does not follow")
	}
	had := more.Sub(less) - settle
	switch taken, refused := m.between(less.Add(settle), more); {
	case float64(taken) > had.Seconds()*limit/2:
		t.Errorf("%d taken in %s at half the limit", taken, had)
	case float64(refused) > 0.1*float64(taken):
		t.Errorf("%d refused after it had %s to settle", refused, settle)
	}
}
