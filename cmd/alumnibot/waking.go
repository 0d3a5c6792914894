package main

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
)

// waking has the courier look at what was queued as soon as an event is
// answered, so that nobody waits for its next round.
type waking struct {
	bot.Dispatcher
	courier *deliver.Courier
}

// Dispatch runs e to its answer and wakes the courier.
func (w waking) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	defer w.courier.Wake()
	return w.Dispatcher.Dispatch(ctx, e)
}
