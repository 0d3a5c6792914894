package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Act does what somebody does, and returns when the bot has answered.
func (s *Stage) Act(ctx context.Context, a bottest.Act) error {
	s.mu.Lock()
	s.last = nil
	s.mu.Unlock()
	switch a := a.(type) {
	case bottest.Type:
		_, sp, user := s.person(a.Who)
		return s.deliver(ctx, sp.Command(user, sp.channelNamed(a.Channel), a.Line))
	case bottest.Write:
		_, sp, user := s.person(a.Who)
		return s.deliver(ctx, sp.Write(user, a.Text))
	case bottest.Press:
		return s.press(ctx, a)
	case bottest.Submit:
		return s.submit(ctx, a)
	case bottest.Look:
		_, sp, user := s.person(a.Who)
		return s.deliver(ctx, sp.Look(user))
	case bottest.Join:
		_, sp, user := s.person(a.Who)
		return s.deliver(ctx, sp.Event(map[string]any{"type": "team_join", "user": object{"id": user}}))
	case bottest.Leave:
		_, sp, user := s.person(a.Who)
		u, _ := sp.UserByID(user)
		u.Deleted = true
		sp.SetUser(u)
		return s.deliver(ctx, sp.UserChange(user))
	case bottest.Post:
		_, sp, user := s.person(a.Who)
		sp.Post(user, sp.channelNamed(a.Channel), a.Text)
		return nil
	case bottest.Use:
		return s.use(ctx, a)
	case bottest.Complete:
		return s.complete(ctx, a)
	}
	return fmt.Errorf("this stage cannot play %T", a)
}

func (s *Stage) press(ctx context.Context, a bottest.Press) error {
	_, sp, user := s.person(a.Who)
	if a.Place.Kind == bottest.AtHome {
		return s.deliver(ctx, sp.Press(user, "", "", a.Action.Encode()))
	}
	ref := strings.Split(strings.TrimPrefix(string(a.Message), "slack:"), "/")
	if len(ref) != 3 {
		return fmt.Errorf("no message to press a button of: %q", a.Message)
	}
	return s.deliver(ctx, sp.Press(user, ref[1], ref[2], a.Action.Encode()))
}

// submit sends the form that is open, or one that somebody else has open.
func (s *Stage) submit(ctx context.Context, a bottest.Submit) error {
	_, sp, user := s.person(a.Who)
	v, err := sp.form(user, a.Sheet)
	if err != nil {
		return err
	}
	state, err := sp.state(v, a.Values)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.filled[v.ID] = maps.Clone(a.Values)
	s.mu.Unlock()
	return s.deliver(ctx, sp.Submit(user, v, state))
}

// form is the view of a sheet: the person's own, or a forged one that says what
// somebody else's says, but not where that was opened.
func (sp *Space) form(user, sheet string) (View, error) {
	for _, v := range slices.Backward(sp.OpenViews(user)) {
		if v.CallbackID == sheet {
			return v, nil
		}
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	for _, v := range sp.viewsLocked() {
		if v.CallbackID != sheet {
			continue
		}
		var body object
		if err := json.Unmarshal(v.Body, &body); err != nil {
			return View{}, err
		}
		delete(body, "private_metadata")
		return View{ID: "VFORGED", User: user, CallbackID: sheet, Body: encode(body)}, nil
	}
	return View{}, fmt.Errorf("no form %s was ever open", sheet)
}

// viewsLocked are all views of all workspaces: whoever forges one is not bound
// to their own.
func (sp *Space) viewsLocked() []*View {
	var all []*View
	for _, other := range sp.spaces {
		for _, v := range other.views {
			all = append(all, v)
		}
	}
	return all
}

func (s *Stage) use(ctx context.Context, a bottest.Use) error {
	p, sp, user := s.person(a.Who)
	m, ok := sp.latestPost(a.Text)
	if !ok {
		return fmt.Errorf("there is no message in a channel to use %q on", a.Label)
	}
	for _, r := range s.bot.Routes() {
		if r.OnMessage != nil && r.OnMessage(p.Locale) == a.Label {
			d, err := sp.Shortcut(user, r.Name, m.Channel, m.TS)
			if err != nil {
				return err
			}
			return s.deliver(ctx, d)
		}
	}
	return fmt.Errorf("no shortcut is called %q", a.Label)
}

// latestPost is the last message of a person in a channel with this text.
func (sp *Space) latestPost(text string) (Message, bool) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	var last *Message
	for channel, all := range sp.messages {
		if sp.channels[channel] == nil {
			continue
		}
		for _, m := range all {
			if m.User != sp.BotUser && strings.Contains(m.Text, entities.Replace(text)) && (last == nil || m.TS > last.TS) {
				last = m
			}
		}
	}
	if last == nil {
		return Message{}, false
	}
	return *last, true
}

func (s *Stage) complete(ctx context.Context, a bottest.Complete) error {
	p, sp, user := s.person(a.Who)
	picks, err := bottest.Offers(ctx, s.bot, bot.Meta{
		ID: "slack:offers", Community: p.Community, User: sp.account(user), Locale: p.Locale, Traits: s.Adapter().Traits(),
	}, a.Line)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offered = append(s.offered, bottest.Shown{Place: bottest.Place{Kind: bottest.Offered, Person: a.Who}, Offers: picks})
	return nil
}

// Shown is what came up or changed on screens since the last call.
func (s *Stage) Shown() []bottest.Shown {
	s.mu.Lock()
	shown := s.offered
	s.offered = nil
	s.mu.Unlock()
	for _, in := range []bot.CommunityID{bottest.Home, bottest.Other} {
		for _, change := range s.spaces[in].TakeScreenChanges() {
			n, ok, err := s.read(in, change)
			if err != nil {
				s.later(err)
				n.Message = bot.Say(bot.Plain("this cannot be read: " + err.Error()))
			}
			if ok {
				shown = append(shown, n)
			}
		}
	}
	return shown
}

func (s *Stage) read(in bot.CommunityID, change ScreenChange) (bottest.Shown, bool, error) {
	sp := s.spaces[in]
	if change.View != nil {
		return s.readView(sp, change)
	}
	m := change.Message
	n := bottest.Shown{Edited: change.Edited, Ref: bot.MessageRef("slack:" + sp.Team + "/" + m.Channel + "/" + m.TS)}
	n.Place = s.place(in, m)
	if len(m.Blocks) == 0 && len(m.Files) > 0 && !slices.ContainsFunc(m.Files, func(f SharedFile) bool { return !isChart(f.Name) }) {
		return n, false, nil // the table that they show was read before
	}
	var err error
	n.Message, err = sp.readMessage(m.Blocks, m.Files)
	if err == nil && len(m.Blocks) == 0 && len(m.Files) == 0 {
		n.Message = bot.Say(bot.Plain(m.Text))
	}
	// A chart's picture, which comes behind its table, says nothing more.
	return n, err != nil || len(n.Message.Blocks) > 0, err
}

// place is where a message is. An answer that only one person sees is private,
// whether it is ephemeral or in the conversation with the bot; what the bot
// sent of its own accord carries the key of its delivery.
func (s *Stage) place(in bot.CommunityID, m *Message) bottest.Place {
	sp := s.spaces[in]
	sp.mu.Lock()
	direct := sp.personOf(m.Channel)
	name := ""
	if c := sp.channels[m.Channel]; c != nil {
		name = c.Name
	}
	sp.mu.Unlock()
	switch {
	case m.Only != "":
		return bottest.Place{Kind: bottest.Private, Person: s.nameOf(m.Only)}
	case direct != "" && str(m.Metadata, "event_type") != "alumnibot_delivery":
		return bottest.Place{Kind: bottest.Private, Person: s.nameOf(direct)}
	case direct != "":
		return bottest.Place{Kind: bottest.Direct, Person: s.nameOf(direct)}
	}
	if in != bottest.Home {
		name = string(in) + " " + name
	}
	return bottest.Place{Kind: bottest.Channel, Channel: name, Thread: m.Thread != ""}
}

// nameOf is how scripts call somebody.
func (s *Stage) nameOf(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.people {
		if slackID("U", name) == user {
			return name
		}
	}
	return user
}

func (s *Stage) readView(sp *Space, change ScreenChange) (bottest.Shown, bool, error) {
	v := change.View
	who := s.nameOf(v.User)
	if v.Type == atHome {
		var body object
		err := json.Unmarshal(v.Body, &body)
		n := bottest.Shown{Place: bottest.Place{Kind: bottest.AtHome, Person: who}}
		if err == nil {
			n.Message, err = sp.readMessage(encode(body["blocks"]), nil)
		}
		return n, true, err
	}
	n := bottest.Shown{Place: bottest.Place{Kind: bottest.InForm, Person: who}}
	sheet, faults, err := sp.readForm(*v)
	if err != nil || sheet == nil {
		return n, err != nil, err
	}
	if change.Errors != nil {
		s.keep(sheet, v.ID)
		faults = change.Errors
	}
	n.Form = &bottest.OpenForm{Sheet: *sheet, Faults: faults}
	return n, true, nil
}

// keep has the form hold what was written into it, as far as it can.
func (s *Stage) keep(sheet *bot.Sheet, view string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, page := range sheet.Sections {
		for _, f := range page.Fields {
			name := f.About().Name
			value := s.filled[view][name]
			switch f.(type) {
			case bot.Choice, bot.Choices, bot.Person, bot.Tick:
				if value != "" && f.Check(value) != nil {
					value = ""
				}
			}
			sheet.Values[name] = value
		}
	}
}
