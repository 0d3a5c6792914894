package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Act has somebody do something.
func (s *Stage) Act(_ context.Context, a bottest.Act) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.take()
	s.last = nil
	switch a := a.(type) {
	case bottest.Type:
		return s.types(a)
	case bottest.Write:
		return s.writes(a.Who, a.Text)
	case bottest.Press:
		return s.press(a)
	case bottest.Submit:
		return s.submit(a)
	case bottest.Look:
		return s.look(a)
	case bottest.Post:
		p := s.person(a.Who)
		channel := s.channel(p.Community, a.Channel)
		s.posts = append(s.posts, posted{p.Community, channel, s.discord.Post(p.user, channel, a.Text), a.Text})
		return nil
	case bottest.Use:
		return s.use(a)
	case bottest.Complete:
		return s.complete(a)
	case bottest.Join, bottest.Leave:
		return nil // without a privileged intent the bot does not hear of it
	default:
		return fmt.Errorf("this stage cannot play %T", a)
	}
}

// in is a deed on the server of the person's community.
func (s *Stage) in(who, channel string, d Deed) Deed {
	p := s.person(who)
	d.User, d.Server, d.Channel = p.user, s.servers[p.Community], channel
	return d
}

// do has somebody do something, and reads what came up. how reads what answers
// it.
func (s *Stage) do(d Deed, how func(*Talk) error) error {
	t := s.discord.Do(d)
	s.last = func() error {
		s.bot.forget(t.ID)
		again := s.discord.Repeat(t)
		return errors.Join(s.settled(again), how(again))
	}
	if err := s.settled(t); err != nil {
		return err
	}
	return how(t)
}

// deferredUpdate is the type of a first answer which says that the message may
// change later, or that nothing will.
const deferredUpdate = 6

// settled waits for the answer, and lets others act meanwhile. Where the first
// answer left open whether more follows, what the bot returned tells.
func (s *Stage) settled(t *Talk) error {
	s.mu.Unlock()
	defer s.mu.Lock()
	if err := s.discord.Settled(t, waitTime); err != nil || t.First != deferredUpdate {
		return err
	}
	return s.discord.Wait(waitTime, "what follows a deferred update", func() bool {
		switch s.bot.answer(t.ID).(type) {
		case nil:
			return false
		case bot.Nothing, bot.Reject:
			return true
		default:
			return t.followed
		}
	})
}

func (s *Stage) types(a bottest.Type) error {
	p := s.person(a.Who)
	commands, _ := s.discord.Registered()
	line, ok := parseLine(commands, a.Line)
	if !ok {
		// The composer does not send it. A direct message takes every line.
		return s.writes(a.Who, a.Line)
	}
	return s.do(s.in(a.Who, s.channel(p.Community, a.Channel), Deed{Type: UseCommand, Name: line.name, Options: line.options}), s.read(a.Who))
}

func (s *Stage) look(a bottest.Look) error {
	p := s.person(a.Who)
	d := Deed{Type: UseCommand, Name: "alumni", Options: []Given{{Type: optionBelow, Name: "home"}}}
	return s.do(s.in(a.Who, s.channel(p.Community, "#general"), d), func(*Talk) error {
		s.take()
		for i := range s.shown {
			if n := &s.shown[i]; n.Place.Kind == bottest.Private {
				s.home[a.Who] = idOf(n.Ref)
				n.Place.Kind, n.Ref = bottest.AtHome, ""
			}
		}
		return nil
	})
}

func (s *Stage) press(a bottest.Press) error {
	ref := a.Message
	if real, ok := s.true_[ref]; ok {
		ref = real
	}
	message := idOf(ref)
	if a.Place.Kind == bottest.AtHome {
		message = s.home[a.Who]
	}
	d := s.in(a.Who, channelOf(s.discord, message), Deed{Type: PressButton, Message: message, Custom: s.discord.customOf(message, a.Action)})
	if s.isDirect(d.Channel) || d.Channel == "" {
		d.Server, d.Channel = "", ""
	}
	return s.do(d, s.read(a.Who))
}

func (s *Stage) isDirect(channel string) (is bool) {
	s.discord.Change(func(_ map[string]*User, _ map[string]*Server, channels map[string]*Channel) {
		is = channels[channel] != nil && channels[channel].Kind == DirectChannel
	})
	return is
}

func channelOf(d *Discord, message string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := d.messages[message]; m != nil {
		return m.Channel
	}
	return ""
}

func idOf(ref bot.MessageRef) string {
	_, id, _ := strings.Cut(string(ref), "/")
	return id
}

func (s *Stage) submit(a bottest.Submit) error {
	f, known := s.forms[a.Sheet]
	p := s.person(a.Who)
	d := Deed{Type: SendForm, Custom: a.Sheet}
	if known {
		d.Custom, d.Fields = f.modal.CustomID, fieldsOf(f.modal, a.Values)
	}
	if p.open == a.Sheet {
		d.Message, p.open = f.message, ""
	}
	d = s.in(a.Who, s.channel(p.Community, "#general"), d)
	if at := channelOf(s.discord, d.Message); at != "" {
		d.Channel = at
	}
	if s.isDirect(d.Channel) {
		d.Server, d.Channel = "", ""
	}
	return s.do(d, s.read(a.Who))
}

func (s *Stage) use(a bottest.Use) error {
	p := s.person(a.Who)
	on := posted{}
	for _, one := range s.posts {
		if one.in == p.Community && strings.Contains(one.text, a.Text) {
			on = one
		}
	}
	if on.message == "" {
		return fmt.Errorf("there is no message in a channel to use %q on", a.Label)
	}
	commands, _ := s.discord.Registered()
	for _, c := range commands {
		shown := c.Name
		if localized, ok := c.Names["ja"]; ok && p.Locale == bot.Japanese {
			shown = localized
		}
		if c.Type == 3 && shown == a.Label {
			return s.do(s.in(a.Who, on.channel, Deed{Type: UseCommand, Name: c.Name, Target: on.message}), s.read(a.Who))
		}
	}
	return fmt.Errorf("no shortcut is called %q", a.Label)
}

func (s *Stage) complete(a bottest.Complete) error {
	p := s.person(a.Who)
	commands, _ := s.discord.Registered()
	line, ok := parseLine(commands, a.Line+"\u200b") // an option may be empty still
	if !ok || !line.focus() {
		return fmt.Errorf("%q does not end in an option of a command, such as /gig find skill:g", a.Line)
	}
	trimFocus(line.options)
	d := Deed{Type: Autocomplete, Name: line.name, Options: line.options}
	return s.do(s.in(a.Who, s.channel(p.Community, "#general"), d), s.read(a.Who))
}

// trimFocus takes away what kept an empty option there.
func trimFocus(options []Given) {
	for i := range options {
		trimFocus(options[i].Options)
		if options[i].Focused {
			var value string
			json.Unmarshal(options[i].Value, &value)
			options[i].Value = quote(strings.TrimSpace(strings.TrimSuffix(value, "\u200b")))
		}
	}
}

// writes is a direct message. The bot answers it with a reply.
func (s *Stage) writes(who, text string) error {
	p := s.person(who)
	id, _ := s.discord.Write(p.user, text)
	await := func() error {
		s.mu.Unlock()
		defer s.mu.Lock()
		return s.discord.Wait(waitTime, "the answer to a direct message", func() bool {
			switch s.bot.answer(id).(type) {
			case nil:
				return false
			case bot.Nothing:
				return true
			}
			for _, seen := range s.discord.seen {
				if seen.Message != nil && s.discord.channels[seen.Message.Channel].With == p.user {
					return true
				}
			}
			return false
		})
	}
	s.last = func() error {
		s.discord.RepeatMessage(id)
		return await()
	}
	if err := await(); err != nil {
		return err
	}
	s.take()
	return nil
}

// Again delivers the last event once more.
func (s *Stage) Again(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		return errors.New("the bot hears nothing of this act, so it cannot be delivered twice")
	}
	return s.last()
}
