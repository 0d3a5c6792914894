package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
)

// runGroup runs the parts until ctx ends or one of them returns, cancels the
// others, waits for all, and returns the first error that ctx did not cause.
func runGroup(ctx context.Context, parts ...func(context.Context) error) error {
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

// servePlatforms serves the platforms until ctx ends or all of them have failed.
// When one shuts the bot out for good the others go on; the log and /readyz say so.
func servePlatforms(ctx context.Context, all []bot.Platform, d bot.Dispatcher, log *slog.Logger) error {
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
