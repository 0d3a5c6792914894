package slack_test

import (
	"context"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// What was acknowledged is answered before Run returns, and nothing is left
// behind.
func TestShutdownFinishesWhatWasAcknowledged(t *testing.T) {
	t.Parallel()
	b, open := gated(echo)
	w := newHarness(t, b)
	defer open()
	if err := w.space.Command("UHANA", "C1", "/x").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.stop() }()
	w.until("disconnected", func() bool { return w.space.Connections() == 0 })
	open()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	w.sees("C1 only UHANA: you typed /x")
}

// A bot that never answers does not keep the process from ending.
func TestShutdownDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	b := &fakeBot{answer: func(ctx context.Context, _ bot.Event) bot.Response { <-ctx.Done(); return bot.Nothing{} }}
	w := newHarness(t, b)
	if err := w.space.Command("UHANA", "C1", "/x").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("ended after %s", took)
	}
}
