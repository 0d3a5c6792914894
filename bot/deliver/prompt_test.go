package deliver_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestShortOneDoesNotWait: while 20,000 messages are being sent, as fast as the
// platform takes them, an answer to somebody is sent within a second.
func TestShortOneDoesNotWait(t *testing.T) {
	w := worldOn(t, redistest.Server(t), true)
	w.x.limits = []bot.Bucket{{Name: "all", Max: 200, Per: time.Second}}
	w.later(time.Since(w.clock()))
	start := time.Now()
	clock := func() time.Time { return w.clock().Add(time.Since(start)) }
	c, err := deliver.NewCourier(deliver.Config{
		DB: w.redis.DB, Communities: []bot.Community{acme}, Clock: clock, Members: w.members, Log: discard(),
		Notices:  []bot.Notice{{Name: "test.news", Write: w.news}, {Name: "test.offer", Purpose: "gigs", Write: w.news}},
		Adapters: []bot.Adapter{w.x, w.y},
	})
	if err != nil {
		t.Fatal(err)
	}
	g := w.gather(20_000)
	w.commit(func(tx *storage.Tx) { w.outbox.Send(tx, run1, "test.offer", "b1", g, w.clock()) })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- c.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	seen := func(enough func([]string) bool) time.Duration {
		t.Helper()
		since := time.Now()
		tick, limit := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
		defer tick.Stop()
		for !enough(w.x.seen()) {
			select {
			case <-tick.C:
			case <-limit:
				t.Fatalf("%d messages after 20 seconds", len(w.x.seen()))
			}
		}
		return time.Since(since)
	}
	seen(func(all []string) bool { return len(all) > 100 })
	for i := range 5 {
		who := fmt.Sprintf("x:somebody%d", i)
		w.tell("u:" + who)
		c.Wake(acme.ID)
		took := seen(func(all []string) bool {
			for _, s := range all {
				if strings.HasPrefix(s, who+":") {
					return true
				}
			}
			return false
		})
		t.Logf("an answer was sent after %s", took)
		if took > time.Second {
			t.Errorf("an answer waited for %s", took)
		}
	}
	if n := len(w.x.seen()); n > 15_000 {
		t.Errorf("%d messages: there was nothing to wait for", n)
	}
}
