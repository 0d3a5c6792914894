package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// backstage lets the playground's page control the bot: move its clock, stop it and
// start it again.
type backstage struct {
	sync    func(context.Context) error // brings the indexes up to date
	courier *deliver.Courier
	runner  *schedule.Runner

	keep func(context.Context, time.Duration) error // stores the clock's offset

	mu     sync.Mutex
	ahead  time.Duration // of the real clock
	halted chan struct{} // closed when the bot is stopped; nil while it is
	going  chan struct{} // closed when it goes on; nil while it runs

	passing sync.Mutex // held while time passes, so that only one request does it
}

func newBackstage() *backstage { return &backstage{halted: make(chan struct{})} }

// clock is the bot's clock.
func (b *backstage) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.ahead)
}

// setAhead sets the clock's offset from the real one.
func (b *backstage) setAhead(ahead time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead = ahead
}

// advanceTo moves the clock forward to a time and stores the offset, so that after a
// restart no record lies in the future. A time in the past is ignored.
func (b *backstage) advanceTo(ctx context.Context, to time.Time) error {
	b.mu.Lock()
	by := time.Until(to)
	past := by <= b.ahead
	if !past {
		b.ahead = by
	}
	b.mu.Unlock()
	if past {
		return nil
	}
	if err := b.keep(ctx, by); err != nil {
		return fmt.Errorf("keep the clock: %w", err)
	}
	return nil
}

// maxSteps limits how many due moments Pass stops at, so that a job which is always
// due cannot hold it for ever.
const maxSteps = 5000

// Pass moves the clock forward. Unless the bot is stopped, it halts at every moment
// at which something is due and runs it there.
func (b *backstage) Pass(ctx context.Context, by time.Duration) error {
	b.passing.Lock()
	defer b.passing.Unlock()
	end := b.clock().Add(by)
	for range maxSteps {
		if _, stopped := b.stopped(); stopped {
			break
		}
		if err := b.runDue(ctx); err != nil {
			return fmt.Errorf("let time pass: %w", err)
		}
		next, err := b.Next(ctx)
		if err != nil {
			return fmt.Errorf("let time pass: %w", err)
		}
		if next.IsZero() || next.After(end) {
			break
		}
		// Something that is due but failed is retried a second later.
		if soon := b.clock().Add(time.Second); next.Before(soon) {
			next = soon
		}
		if err := b.advanceTo(ctx, next); err != nil {
			return err
		}
	}
	return b.advanceTo(ctx, end)
}

// runDue runs jobs and sends messages until nothing is due.
func (b *backstage) runDue(ctx context.Context) error {
	for range 50 {
		if err := b.sync(ctx); err != nil {
			return err
		}
		done, err := b.runner.Drain(ctx)
		if err != nil {
			return err
		}
		sent, err := b.courier.Drain(ctx)
		if err != nil || done+sent == 0 {
			return err
		}
	}
	return nil
}

// Next returns when something is due next; the zero time if nothing is.
func (b *backstage) Next(ctx context.Context) (time.Time, error) {
	job, err := b.runner.NextDue(ctx)
	if err != nil {
		return job, err
	}
	message, err := b.courier.NextDue(ctx)
	if job.IsZero() || !message.IsZero() && message.Before(job) {
		job = message
	}
	return job, err
}

// Halt stops the bot, or starts it again.
func (b *backstage) Halt(stop bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case stop && b.halted != nil:
		close(b.halted)
		b.halted, b.going = nil, make(chan struct{})
	case !stop && b.going != nil:
		close(b.going)
		b.halted, b.going = make(chan struct{}), nil
	}
}

// stopped reports whether the bot is stopped; change is closed when that changes.
func (b *backstage) stopped() (change <-chan struct{}, stopped bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.halted == nil {
		return b.going, true
	}
	return b.halted, false
}

// while wraps a part of the bot so that it is cancelled when the bot is stopped and
// run again when it is started.
func (b *backstage) while(part func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for ctx.Err() == nil {
			change, stopped := b.stopped()
			if stopped {
				select {
				case <-change:
				case <-ctx.Done():
				}
				continue
			}
			shift, end := context.WithCancel(ctx)
			go func() {
				select {
				case <-change:
				case <-shift.Done():
				}
				end()
			}()
			err := part(shift)
			end()
			if err != nil {
				return err
			}
		}
		return nil
	}
}
