package adaptertest

import (
	"context"
	"fmt"
	"html"
	"maps"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Act has somebody do something, and the adapter tell the bot.
func (c *memoryAdapter) Act(ctx context.Context, a bottest.Act) error {
	switch a := a.(type) {
	case bottest.Type:
		return c.plays(&turn{who: a.Who, channel: a.Channel}, func(m bot.Meta) bot.Event {
			line := a.Line
			if c.has(lowersCommands) {
				line = strings.ToLower(line)
			}
			return bot.UsedCommand{Meta: m, Line: line}
		})
	case bottest.Write:
		return c.plays(&turn{who: a.Who}, func(m bot.Meta) bot.Event {
			text := a.Text
			if c.has(escapesWords) {
				text = html.EscapeString(text)
			}
			return bot.Wrote{Meta: m, Text: text}
		})
	case bottest.Press:
		return c.presses(a)
	case bottest.Submit:
		return c.submits(a)
	case bottest.Look:
		return c.plays(&turn{who: a.Who, home: true}, func(m bot.Meta) bot.Event { return bot.Opened{Meta: m} })
	case bottest.Post:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.posts = append(c.posts, bot.Source{Ref: bot.MessageRef(c.id("m") + "@" + a.Channel), Author: c.Account(a.Who), Text: a.Text})
		return nil
	case bottest.Use:
		return c.uses(a)
	case bottest.Complete:
		return c.completes(ctx, a)
	}
	return fmt.Errorf("this stage cannot play %T", a)
}

// plays delivers a turn, and remembers it.
func (c *memoryAdapter) plays(t *turn, e func(bot.Meta) bot.Event) error {
	c.begin(t)
	c.note(func() {
		c.last = func() error {
			again := &turn{id: t.id, who: t.who, channel: t.channel, message: t.message, home: t.home, form: t.form}
			if c.has(numbersDeliveries) {
				again.id = ""
			}
			c.begin(again)
			c.handle(again, e)
			return nil
		}
	})
	c.handle(t, e)
	return nil
}

func (c *memoryAdapter) Again(context.Context) error { return c.last() }

func (c *memoryAdapter) presses(a bottest.Press) error {
	t := &turn{who: a.Who, message: a.Message}
	c.mu.Lock()
	if m := c.messages[a.Message]; m != nil {
		t.channel = m.place.Channel
	}
	c.mu.Unlock()
	var late bot.Sheet
	c.note(func() { late = c.waiting[a.Action.Arg] })
	if late.ID != "" {
		c.begin(t)
		return t.open(late, nil)
	}
	return c.plays(t, func(m bot.Meta) bot.Event { return bot.Pressed{Meta: m, Action: a.Action, Message: a.Message} })
}

func (c *memoryAdapter) submits(a bottest.Submit) error {
	c.mu.Lock()
	p := c.people[a.Who]
	t := &turn{who: a.Who, message: p.forms[a.Sheet], form: true, channel: general}
	for _, other := range c.people {
		if _, open := other.forms[a.Sheet]; open && other != p && c.has(mixesForms) {
			t.who = other.ID
		}
	}
	c.mu.Unlock()
	values := maps.Clone(a.Values)
	for name, value := range values {
		switch {
		case c.has(trimsValues):
			values[name] = strings.TrimSpace(value)
		case c.has(cutsValues) && len(value) > 500:
			values[name] = value[:500]
		case c.has(losesValues) && strings.Contains(value, ","):
			values[name], _, _ = strings.Cut(value, ",")
		}
	}
	return c.plays(t, func(m bot.Meta) bot.Event { return bot.Sent{Meta: m, Sheet: a.Sheet, Values: values} })
}

func (c *memoryAdapter) uses(a bottest.Use) error {
	c.mu.Lock()
	var on *bot.Source
	for _, one := range c.posts {
		if strings.Contains(one.Text, a.Text) {
			on = &one
		}
	}
	locale := c.people[a.Who].Locale
	c.mu.Unlock()
	for _, r := range c.bot.Routes() {
		if r.OnMessage == nil || r.OnMessage(locale) != a.Label || on == nil {
			continue
		}
		_, channel, _ := strings.Cut(string(on.Ref), "@")
		switch c.flaw {
		case losesAuthors:
			on.Author = c.Account(a.Who)
		case readsOneLine:
			on.Text, _, _ = strings.Cut(on.Text, "\n")
		}
		return c.plays(&turn{who: a.Who, channel: channel}, func(m bot.Meta) bot.Event {
			return bot.UsedCommand{Meta: m, Command: r.Name, On: on}
		})
	}
	return fmt.Errorf("there is nothing to use %q on", a.Label)
}

func (c *memoryAdapter) completes(ctx context.Context, a bottest.Complete) error {
	m := c.meta(&turn{who: a.Who})
	picks, err := bottest.Offers(ctx, c.bot, m, a.Line)
	if err != nil {
		return err
	}
	if c.has(losesOffers) {
		picks = picks[:min(len(picks), 1)]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = append(c.shown, bottest.Shown{Place: bottest.Place{Kind: bottest.Offered, Person: a.Who}, Offers: picks})
	return nil
}

// Commands are what the platform offers to type.
func (c *memoryAdapter) Commands(who string) []bot.Pick {
	var all []bot.Pick
	for _, r := range c.bot.Routes() {
		if r.Command == "" {
			continue
		}
		l := c.people[who].Locale
		if c.has(speaksJapanese) {
			l = bot.Japanese
		}
		all = append(all, bot.Pick{Value: "/" + r.Command, Label: r.Summary(l)})
	}
	if c.has(hidesCommands) {
		all = all[:1]
	}
	return all
}
