package main

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// waking has the courier look at what was queued as soon as an event is
// answered, and the index at what a form or a button changed, so that nobody
// waits for their next rounds.
type waking struct {
	bot.Dispatcher
	courier *deliver.Courier
	members *audience.Mirror[member.Member]
}

// Dispatch runs e to its answer and wakes who follows it.
func (w waking) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	defer w.courier.Wake()
	switch e.(type) {
	case bot.Sent, bot.Pressed:
		if in := e.About().Community; in != "" {
			defer w.members.Wake(in)
		}
	}
	return w.Dispatcher.Dispatch(ctx, e)
}
