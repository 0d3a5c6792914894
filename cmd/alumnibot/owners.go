package main

import (
	"context"
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
)

// How often it is looked whether platforms are there to be asked for owners.
const (
	askEvery   = time.Second
	askAtMost  = 10 * time.Minute
	ownersTime = 30 * time.Second
)

// askOwners has the owners of each community asked for what is missing in it, as
// soon as every platform is ready or some time has passed. It returns when ctx
// ends.
func askOwners(ctx context.Context, b *app.App, all []bot.Platform) error {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for deadline := time.Now().Add(askAtMost); !everyReady(all) && time.Now().Before(deadline); {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
	for _, in := range b.Communities {
		if err := askOwnersOf(ctx, b, in, all); err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "nobody could be asked for what is missing", "community", in.ID, "error", err)
		}
	}
	<-ctx.Done()
	return nil
}

func everyReady(all []bot.Platform) bool {
	for _, p := range all {
		if p.Ready() != nil {
			return false
		}
	}
	return true
}

// askOwnersOf asks those whom the platforms that answer name.
func askOwnersOf(ctx context.Context, b *app.App, in bot.Community, all []bot.Platform) error {
	ctx, cancel := context.WithTimeout(ctx, ownersTime)
	defer cancel()
	var owners []bot.User
	var troubles []error
	for _, p := range all {
		some, err := p.Owners(ctx, in.ID)
		owners, troubles = append(owners, some...), append(troubles, err)
	}
	return errors.Join(append(troubles, b.Admins.AskFor(ctx, in, owners, b.Clock()))...)
}
