package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// run is one Run: the bot that answers, and what is under way.
type run struct {
	bot  bot.Dispatcher
	log  *slog.Logger
	ctx  context.Context // ends what is under way
	room chan struct{}

	mu     sync.Mutex
	closed bool
	work   sync.WaitGroup
}

const (
	// atOnce bounds how many acts are answered side by side. More wait in the
	// connection.
	atOnce = 4096
	// graceTime is how long what is under way may take when Run ends.
	graceTime = 9 * time.Second
)

// do runs f on its own, unless the run is over. A panic in it ends there.
func (r *run) do(f func(context.Context)) {
	if !r.enter() {
		return
	}
	r.room <- struct{}{}
	go func() {
		defer func() { <-r.room }()
		r.here(f)
	}()
}

// now runs f in the caller's goroutine, unless the run is over or there is no
// room.
func (r *run) now(f func(context.Context)) bool {
	select {
	case r.room <- struct{}{}:
		defer func() { <-r.room }()
	default:
		return false
	}
	if !r.enter() {
		return false
	}
	r.here(f)
	return true
}

func (r *run) enter() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.work.Add(1)
	}
	return !r.closed
}

func (r *run) here(f func(context.Context)) {
	defer r.work.Done()
	defer panics.Catch(r.log, "discord: an answer", nil)
	f(r.ctx)
}

// beside runs f beside what do runs.
func (r *run) beside(f func()) {
	r.work.Go(func() {
		defer panics.Catch(r.log, "discord: beside an answer", nil)
		f()
	})
}

// finish waits for what is under way.
func (r *run) finish() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.work.Wait()
}

// Run connects every application until ctx ends, and answers what comes with
// what d says. Then what was begun is finished, within ten seconds. It returns
// early, with bot.ErrStopped, when no application is left that could work
// before somebody repairs something.
func (a *Adapter) Run(ctx context.Context, d bot.Dispatcher) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	r := &run{bot: d, ctx: working, room: make(chan struct{}, atOnce), log: a.log}
	if !a.run.CompareAndSwap(nil, r) {
		return errors.New("discord: running already")
	}
	defer a.run.CompareAndSwap(r, nil)
	broken := make([]error, len(a.apps))
	var all sync.WaitGroup
	for i, x := range a.apps {
		all.Go(func() { broken[i] = x.serve(ctx, r) })
	}
	all.Wait()
	timer := time.AfterFunc(graceTime, stop)
	defer timer.Stop()
	r.finish()
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(broken...)
}

// serve is one application's part of Run.
func (x *app) serve(ctx context.Context, r *run) error {
	x.setBroken(nil)
	var all sync.WaitGroup
	all.Go(func() {
		err := x.again(ctx, "register the commands", func() error { return x.register(ctx, r.bot.Routes()) })
		if err != nil && ctx.Err() == nil {
			x.setBroken(err)
			return
		}
		x.mu.Lock()
		x.state.registered = err == nil
		x.mu.Unlock()
	})
	err := x.connect(ctx, r)
	all.Wait()
	if err == nil {
		return nil
	}
	x.setBroken(err)
	x.log.ErrorContext(ctx, "Discord is not connected any more", "error", err)
	if x.key != nil {
		<-ctx.Done() // acts still come over HTTP
	}
	return err
}

func (x *app) setBroken(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.broken = err
}

// Ready is nil when every application has its commands registered and is
// connected with all its shards, and otherwise says what is missing. Where
// interactions come over HTTP, a gateway that cannot be reached is not missed.
func (a *Adapter) Ready() error {
	var missing []error
	for i, x := range a.apps {
		if err := x.ready(); err != nil {
			missing = append(missing, fmt.Errorf("discord: application %d: %w", i+1, err))
		}
	}
	return errors.Join(missing...)
}

func (x *app) ready() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	up := 0
	for _, is := range x.state.up {
		if is {
			up++
		}
	}
	switch {
	case x.state.broken != nil:
		return x.state.broken
	case x.key != nil && x.state.registered && x.state.away:
		return nil // what people do comes over HTTP
	case x.state.shards == 0:
		return errors.New("not connected yet")
	case !x.state.registered:
		return errors.New("the commands are not registered yet")
	case up < x.state.shards:
		return fmt.Errorf("%d of %d connections are up", up, x.state.shards)
	}
	return nil
}

// Links is how many connections to the gateway are up, and how many there
// should be; 0 as long as that is not known.
func (a *Adapter) Links() (up, of int) {
	for _, x := range a.apps {
		x.mu.Lock()
		of += x.state.shards
		for _, is := range x.state.up {
			if is {
				up++
			}
		}
		x.mu.Unlock()
	}
	return up, of
}
