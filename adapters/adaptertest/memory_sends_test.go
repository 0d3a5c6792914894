package adaptertest

import (
	"context"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Send posts a message.
func (c *memoryAdapter) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	at, err := c.address(out)
	pages := c.pages(out.Message)
	switch {
	case err != nil:
		return "", err
	case len(pages) > 1 || checkInk(pages[0]) != nil:
		return "", bot.ErrRefused
	}
	if c.has(sendsTwice) {
		out.Key = ""
	}
	ref, err := c.post(at, out.Key, pages[0])
	if err != nil && c.has(retriesLost) {
		ref, err = c.post(at, "", pages[0])
	}
	if err != nil {
		return "", c.classify(err)
	}
	if c.has(namesMessagesAnew) {
		c.mu.Lock()
		defer c.mu.Unlock()
		return bot.MessageRef(c.id("m")), nil
	}
	return ref, nil
}

func (c *memoryAdapter) address(out bot.Outgoing) (bottest.Place, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if (out.User == "") == (out.Channel == "") {
		return bottest.Place{}, bot.ErrRefused
	}
	name := strings.TrimPrefix(string(out.User)+string(out.Channel), "paper:")
	if out.User != "" {
		p := c.people[name]
		if p == nil || (p.gone || p.closed) && !c.has(sendsToNobody) {
			return bottest.Place{}, bot.ErrUnreachable
		}
		if c.has(sendsToOthers) {
			name = hana
		}
		return bottest.Place{Kind: bottest.Direct, Person: name}, nil
	}
	if !strings.HasPrefix(name, "#") {
		return bottest.Place{}, bot.ErrUnreachable
	}
	at := bottest.Place{Kind: bottest.Channel, Channel: name, Thread: out.Thread != ""}
	if in := c.messages[out.Thread]; at.Thread && (in == nil || in.place.Channel != name) {
		return at, bot.ErrUnreachable
	}
	if c.has(leavesThreads) {
		at.Thread = false
	}
	return at, nil
}

func (c *memoryAdapter) classify(err error) error {
	switch Trouble(err.Error()) {
	case Busy:
		if c.has(asksAtOnce) {
			return bot.TryAfter{}
		}
		return bot.TryAfter{Seconds: 7}
	case Rejected:
		if c.has(triesForever) {
			return bot.TryAfter{Seconds: 1}
		}
		return bot.ErrRefused
	case Revoked:
		if c.has(doesNotStop) {
			return bot.ErrUncertain
		}
		return bot.ErrStopped
	}
	if c.has(deniesLost) {
		return bot.ErrRefused
	}
	return bot.ErrUncertain
}

// Find tells by the key.
func (c *memoryAdapter) Find(_ context.Context, out bot.Outgoing, _ time.Time) (bot.MessageRef, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ref, ok := c.keys[out.Key]; ok && !c.has(doesNotFind) {
		return ref, nil
	}
	return "", bot.ErrNotSent
}

// Limits are none.
func (c *memoryAdapter) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

// Edit replaces a message.
func (c *memoryAdapter) Edit(_ context.Context, ref bot.MessageRef, m bot.Message) error {
	pages := c.pages(m)
	if len(pages) > 1 {
		return bot.ErrRefused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.messages[ref]; old != nil && c.has(editsAsNew) {
		c.put(old.place, pages[0])
		return nil
	}
	return c.replace(ref, pages[0])
}
