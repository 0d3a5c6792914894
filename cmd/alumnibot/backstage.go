package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// backstage is what the playground's page may do to the bot: move its clock, and
// stop it.
type backstage struct {
	sync    func(context.Context) error // indexes, up to what is committed
	courier *deliver.Courier
	runner  *schedule.Runner

	keep func(context.Context, time.Duration) error // how far the clock is ahead

	mu     sync.Mutex
	ahead  time.Duration // of the real clock
	halted chan struct{} // closed when the bot is stopped; nil while it is
	going  chan struct{} // closed when it goes on; nil while it runs

	passing sync.Mutex // one lets time pass at once
}

func newBackstage() *backstage { return &backstage{halted: make(chan struct{})} }

// clock is the bot's.
func (b *backstage) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.ahead)
}

// wind puts the clock ahead of the real one.
func (b *backstage) wind(ahead time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead = ahead
}

// jump has the clock show a time, unless it is past, and keeps that: after a
// restart nothing that was done lies in the future.
func (b *backstage) jump(ctx context.Context, to time.Time) error {
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

// mostSteps is at how many moments things may be due while time passes.
const mostSteps = 5000

// Pass lets time go by. While the bot runs, what is due on the way happens when
// it is due.
func (b *backstage) Pass(ctx context.Context, by time.Duration) error {
	b.passing.Lock()
	defer b.passing.Unlock()
	end := b.clock().Add(by)
	for range mostSteps {
		if _, stopped := b.stopped(); stopped {
			break
		}
		if err := b.settle(ctx); err != nil {
			return fmt.Errorf("let time pass: %w", err)
		}
		next, err := b.Next(ctx)
		if err != nil {
			return fmt.Errorf("let time pass: %w", err)
		}
		if next.IsZero() || next.After(end) {
			break
		}
		// What is due and does not happen is tried a second later.
		if soon := b.clock().Add(time.Second); next.Before(soon) {
			next = soon
		}
		if err := b.jump(ctx, next); err != nil {
			return err
		}
	}
	return b.jump(ctx, end)
}

// settle does what is due, until nothing is.
func (b *backstage) settle(ctx context.Context) error {
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

// Next is when something is due next, or the zero time.
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

// Halt stops the bot, or lets it go on.
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

// stopped returns what is closed when that changes.
func (b *backstage) stopped() (change <-chan struct{}, stopped bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.halted == nil {
		return b.going, true
	}
	return b.halted, false
}

// while runs a part of the bot for as long as it is not stopped.
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
