package main

import "context"

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
