package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
)

// together runs the parts until ctx ends or one of them does, ends the others,
// and returns when all have ended: with the first error that was not the end
// of ctx.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(running) }()
	}
	var first error
	for range parts {
		if err := <-ended; err != nil && first == nil && ctx.Err() == nil {
			first = err
		}
		cancel()
	}
	return first
}

// connected serves the platforms until ctx ends, or until none is left: one that
// shuts the bot out for good takes nobody's bot away on the others. /readyz says
// so, and the log.
func connected(ctx context.Context, all []platform, d bot.Dispatcher, log *slog.Logger) error {
	var running sync.WaitGroup
	ended := make([]error, len(all))
	for i, p := range all {
		running.Go(func() {
			ended[i] = p.Run(ctx, d)
			if ctx.Err() == nil && len(all) > 1 {
				log.ErrorContext(ctx, "a platform is not served any more", "platform", p.Traits().Platform, "error", ended[i])
			}
		})
	}
	running.Wait()
	return errors.Join(ended...)
}
