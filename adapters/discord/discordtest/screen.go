package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// read reads what answers an interaction. Where the answer only stands before a
// form, the person opens the form.
func (s *Stage) read(who string) func(*Talk) error {
	return func(t *Talk) error {
		ask, asked := s.bot.answer(t.ID).(bot.Ask)
		if !asked || t.First == 9 {
			s.take()
			return nil
		}
		return s.openBehind(who, ask.Sheet)
	}
}

// openBehind takes in the message before a form, and presses its button.
func (s *Stage) openBehind(who string, sheet bot.Sheet) error {
	for _, seen := range s.discord.Seen() {
		if seen.Message == nil || seen.Talk == nil {
			s.note(seen)
			continue
		}
		m, err := ReadMessage(*seen.Message)
		if err != nil {
			return err
		}
		var intro bot.Text
		heading := ""
		for _, b := range m.Blocks {
			switch b := b.(type) {
			case bot.Paragraph:
				if len(intro) > 0 {
					intro = append(intro, bot.Span{Text: "\n"})
				}
				intro = append(intro, b.Text...)
			case bot.Facts:
				heading = b[0].Label
			}
		}
		s.intros[sheet.ID] = intro
		s.headings(sheet.ID, heading)
		s.aliases[refOf(seen.Message)] = true
		var all []Component
		if err := json.Unmarshal(seen.Message.Components, &all); err != nil {
			return err
		}
		row := all[len(all)-1]
		if len(row.Components) != 1 {
			return fmt.Errorf("the message before a form has no button: %s", seen.Message.Components)
		}
		d := Deed{Type: PressButton, Message: seen.Message.ID, Custom: row.Components[0].CustomID}
		d = s.in(who, seen.Message.Channel, d)
		if s.isDirect(d.Channel) {
			d.Server, d.Channel = "", ""
		}
		t := s.discord.Do(d)
		if err := s.settled(t); err != nil {
			return err
		}
		before := len(s.shown)
		s.take()
		for _, n := range s.shown[before:] {
			if n.Form != nil {
				n.Form.Behind = true
			}
		}
		return nil
	}
	return fmt.Errorf("a form was asked and nothing came up")
}

func (s *Stage) headings(sheet, heading string) {
	if heading != "" {
		s.intros["heading "+sheet] = bot.Plain(heading)
	}
}

// take reads everything that came up.
func (s *Stage) take() {
	for _, seen := range s.discord.Seen() {
		s.note(seen)
	}
}

func (s *Stage) note(seen Seen) {
	switch {
	case seen.Modal != nil:
		s.sightForm(seen)
	case seen.Offers:
		n := bottest.Shown{Place: bottest.Place{Kind: bottest.Offered, Person: s.nameOf(seen.User)}}
		for _, c := range seen.Choices {
			n.Offers = append(n.Offers, bot.Pick{Value: c.Value, Label: c.Name})
		}
		s.shown = append(s.shown, n)
	case seen.Deleted:
	default:
		s.sightMessage(seen)
	}
}

func (s *Stage) sightForm(seen Seen) {
	var m Modal
	if err := json.Unmarshal(seen.Modal, &m); err != nil {
		s.t.Errorf("a form cannot be read: %v", err)
		return
	}
	sheet := readSheet(m)
	if len(sheet.Intro) == 0 {
		sheet.Intro = s.intros[sheet.ID]
	}
	draft, _, _ := strings.Cut(sheet.ID[strings.Index(sheet.ID, ".")+1:], ".")
	if title, known := s.titles[draft]; known && sheet.Title != title {
		// A long heading has taken the title's place.
		sheet.Title, sheet.Sections[0].Heading = title, sheet.Title
	}
	s.titles[draft] = sheet.Title
	if heading := s.intros["heading "+sheet.ID]; heading != nil && sheet.Sections[0].Heading == "" {
		sheet.Sections[0].Heading = heading.String()
	}
	// Discord has its own label on a form's button.
	sheet.Submit = s.bot.submit(sheet.ID)
	who := s.nameOf(seen.User)
	s.forms[sheet.ID] = form{modal: m, message: seen.Talk.Message, submit: sheet.Submit}
	s.people[who].open = sheet.ID
	s.shown = append(s.shown, bottest.Shown{
		Place: bottest.Place{Kind: bottest.InForm, Person: who}, Form: &bottest.OpenForm{Sheet: sheet},
	})
}

func (s *Stage) sightMessage(seen Seen) {
	m, err := ReadMessage(*seen.Message)
	if err != nil {
		s.t.Errorf("a message cannot be read: %v", err)
		return
	}
	n := bottest.Shown{Place: s.place(*seen.Message), Ref: refOf(seen.Message), Edited: seen.Edited, Message: m}
	if s.aliases[n.Ref] {
		// What stood before a form was not shown: this is the first of it.
		delete(s.aliases, n.Ref)
		n.Edited = false
	}
	if n.Edited && n.Place.Kind == bottest.Private && s.home[n.Place.Person] == seen.Message.ID {
		// There is no home page here but a private message, which now shows
		// something else: the answer.
		s.renamed++
		alias := bot.MessageRef(fmt.Sprintf("discord:home/%d", s.renamed))
		s.true_[alias] = n.Ref
		n.Ref, n.Edited = alias, false
	}
	s.shown = append(s.shown, n)
}

func refOf(m *Message) bot.MessageRef { return bot.MessageRef("discord:" + m.Channel + "/" + m.ID) }

// place is where a message is, as scripts say it.
func (s *Stage) place(m Message) bottest.Place {
	if m.Only != "" {
		return bottest.Place{Kind: bottest.Private, Person: s.nameOf(m.Only)}
	}
	var c Channel
	s.discord.Change(func(_ map[string]*User, _ map[string]*Server, channels map[string]*Channel) { c = *channels[m.Channel] })
	if c.Kind == DirectChannel {
		kind := bottest.Direct
		if m.ReplyTo != "" {
			kind = bottest.Private // an answer to what was just written
		}
		return bottest.Place{Kind: kind, Person: s.nameOf(c.With)}
	}
	p := bottest.Place{Kind: bottest.Channel}
	in := c.ID
	if c.Kind == ThreadChannel {
		p.Thread, in = true, c.Parent
	}
	for key, id := range s.places {
		if id == in {
			community, name, _ := strings.Cut(key, " ")
			p.Channel = name
			if bot.CommunityID(community) != bottest.Home {
				p.Channel = community + " " + name
			}
		}
	}
	return p
}

func (s *Stage) nameOf(user string) string {
	for name, p := range s.people {
		if p.user == user {
			return name
		}
	}
	return user
}
