package adaptertest

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Latest is the adapter of a stage that makes a new one each time it is raised:
// whichever it is when something is asked of it.
type Latest func() bot.Platform

var _ bot.Platform = Latest(nil)

func (now Latest) Traits() bot.Traits                              { return now().Traits() }
func (now Latest) Run(ctx context.Context, d bot.Dispatcher) error { return now().Run(ctx, d) }

func (now Latest) Profile(ctx context.Context, u bot.User) (bot.Profile, error) {
	return now().Profile(ctx, u)
}

func (now Latest) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	return now().Send(ctx, out)
}

func (now Latest) Find(ctx context.Context, out bot.Outgoing, since time.Time) (bot.MessageRef, error) {
	return now().Find(ctx, out, since)
}

func (now Latest) Limits(ctx context.Context, out bot.Outgoing) []bot.Bucket {
	return now().Limits(ctx, out)
}

func (now Latest) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	return now().Edit(ctx, ref, m)
}

func (now Latest) Ready() error                       { return now().Ready() }
func (now Latest) Links() (up, of int)                { return now().Links() }
func (now Latest) Endpoints() map[string]http.Handler { return now().Endpoints() }

func (now Latest) Check(ctx context.Context, channels []bot.Channel) []bot.Finding {
	return now().Check(ctx, channels)
}

func (now Latest) Owners(ctx context.Context, in bot.CommunityID) ([]bot.User, error) {
	return now().Owners(ctx, in)
}

// AwaitReady waits until an adapter says that it is ready, for as long as ctx
// lasts.
func AwaitReady(ctx context.Context, a bot.Health) error {
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		err := a.Ready()
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("the adapter does not get ready: %w", err)
		}
	}
}
