package slacktest

import (
	"context"
	"errors"
	"strings"
)

// deliver tells the bot and waits until it is done.
func (s *Stage) deliver(ctx context.Context, d *Delivery) error {
	s.mu.Lock()
	s.last = d
	s.mu.Unlock()
	return s.tell(ctx, d)
}

func (s *Stage) tell(ctx context.Context, all ...*Delivery) error {
	ctx, cancel := within(ctx)
	defer cancel()
	for _, d := range all {
		if err := s.tellOne(ctx, d.Deliver); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) tellOne(ctx context.Context, deliver func(context.Context) error) error {
	s.mu.Lock()
	s.told++
	n := s.told
	s.mu.Unlock()
	if err := deliver(ctx); err != nil {
		return errors.Join(err, s.logged())
	}
	if err := s.awaitHandled(ctx, n); err != nil {
		return err
	}
	s.mu.Lock()
	trouble := s.trouble
	s.trouble = nil
	s.mu.Unlock()
	return errors.Join(errors.Join(trouble...), s.logged())
}

// logged is what the adapter warned of since the last time: nothing here is worth
// a warning.
func (s *Stage) logged() error {
	if text := strings.TrimSpace(s.log.Take()); text != "" {
		return errors.New(text)
	}
	return nil
}

// Again delivers the last act's event once more.
func (s *Stage) Again(ctx context.Context) error {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last == nil {
		return errors.New("the bot hears nothing of this act, so it cannot be delivered twice")
	}
	ctx, cancel := within(ctx)
	defer cancel()
	return s.tellOne(ctx, last.Again)
}
