package adaptertest

import (
	"context"
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// turn is something that somebody did, which waits for its first answer.
type turn struct {
	*memoryPlatform
	id, who  string
	channel  string         // empty: the conversation with the bot
	message  bot.MessageRef // whose button was pressed, or opened the form
	home     bool
	form     bool // a form was sent
	answered bool
	refused  bool
	over     *time.Timer
}

// begin is when the platform begins to wait for the first answer.
func (p *memoryPlatform) begin(t *turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.memoryPlatform = p
	if t.id == "" {
		t.id = p.id("e")
	}
	t.over = time.AfterFunc(p.patience, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !t.answered {
			t.refused = true
			p.put(bottest.Place{Kind: bottest.Private, Person: t.who}, []ink{{text: "The bot did not answer."}})
		}
	})
}

// first is the first answer, or what follows it. The caller holds the lock.
func (t *turn) first() error {
	if t.refused {
		return errLate
	}
	t.answered = true
	t.over.Stop()
	return nil
}

// acknowledge shows nothing.
func (t *turn) acknowledge() {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.first() // if it is too late, the person knows
}

// say shows a message where the turn happened.
func (t *turn) say(parts []ink, public bool) (bot.MessageRef, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := errors.Join(checkInk(parts), t.first()); err != nil {
		return "", err
	}
	at := bottest.Place{Kind: bottest.Private, Person: t.who}
	switch {
	case t.home:
		at.Kind = bottest.AtHome
		t.shown = append(t.shown, bottest.Shown{Place: at, Message: readInk(parts)})
		return "", nil
	case public && t.channel != "":
		at = bottest.Place{Kind: bottest.Channel, Channel: t.channel}
	}
	return t.put(at, parts), nil
}

func (t *turn) update(ref bot.MessageRef, parts []ink) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.first(); err != nil {
		return err
	}
	return t.replace(ref, parts)
}

// open shows a form: only as the first answer, and an answer to a form only
// with faults.
func (t *turn) open(s bot.Sheet, faults map[string]string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.answered || t.form != (faults != nil) {
		return errLate
	}
	if err := t.first(); err != nil {
		return err
	}
	t.people[t.who].forms[s.ID] = t.message
	t.shown = append(t.shown, bottest.Shown{
		Place: bottest.Place{Kind: bottest.InForm, Person: t.who}, Form: &bottest.OpenForm{Sheet: s, Faults: faults},
	})
	return nil
}

// post sends a message that nobody asked for. A key that was there before gives
// the same message.
func (p *memoryPlatform) post(at bottest.Place, key string, parts []ink) (bot.MessageRef, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.trouble != "" && p.trouble != Lost {
		return "", errors.New(string(p.trouble))
	}
	if err := checkInk(parts); err != nil {
		return "", err
	}
	ref, known := p.keys[key]
	if !known || key == "" {
		ref = p.put(at, parts)
		p.keys[key] = ref
	}
	if p.trouble == Lost {
		return "", errors.New(string(Lost))
	}
	return ref, nil
}

func (p *memoryPlatform) reader(name string) *reader {
	if p.people[name] == nil {
		p.people[name] = &reader{Person: bottest.Person{ID: name}, forms: map[string]bot.MessageRef{}}
	}
	return p.people[name]
}

func (p *memoryPlatform) Cast(q bottest.Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reader(q.ID).Person = q
}

func (p *memoryPlatform) Account(name string) bot.User { return bot.User("paper:" + name) }
func (p *memoryPlatform) Channel(_ bot.CommunityID, name string) bot.Channel {
	return bot.Channel("paper:" + name)
}
func (p *memoryPlatform) SetInbox(name string, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reader(name).closed = closed
}

func (p *memoryPlatform) Deactivate(_ context.Context, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reader(name).gone = true
	return nil
}

func (p *memoryPlatform) Trouble(t Trouble) (end func(), possible bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = t
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.trouble = ""
	}, true
}

func (p *memoryPlatform) Shown() []bottest.Shown {
	p.mu.Lock()
	defer p.mu.Unlock()
	shown := p.shown
	p.shown = nil
	return shown
}
