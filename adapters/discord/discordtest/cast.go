package discordtest

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

type person struct {
	bottest.Person
	user string
	cast bool
	open string // the custom id of the form that is open
}

func (s *Stage) person(name string) *person {
	p := s.people[name]
	if p == nil {
		p = &person{user: s.discord.AddUser(name, "")}
		p.ID = name
		s.people[name] = p
	}
	return p
}

// Account is the account of a person, who need not be there yet.
func (s *Stage) Account(name string) bot.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bot.User("discord:" + s.person(name).user)
}

// Channel is a channel on a community's server.
func (s *Stage) Channel(in bot.CommunityID, name string) bot.Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bot.Channel("discord:" + s.channel(in, name))
}

func (s *Stage) channel(in bot.CommunityID, name string) string {
	key := string(in) + " " + name
	if s.places[key] == "" {
		s.places[key] = s.discord.AddChannel(s.servers[in], name, TextChannel)
	}
	return s.places[key]
}

// Cast lets somebody in, or changes them.
func (s *Stage) Cast(q bottest.Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(q.ID)
	p.Person, p.cast = q, true
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) {
		users[p.user].Name = q.Name
		users[p.user].Locale = map[bot.Locale]string{bot.Japanese: "ja", bot.English: "en-GB"}[q.Locale]
	})
	if u := s.user(p); !u.Gone {
		s.discord.SetMember(s.servers[q.Community], p.user, memberOf(q.Roles))
	}
	// They have typed something before: the bot knows their language.
	t := s.discord.Do(Deed{
		Type: Autocomplete, User: p.user, Server: s.servers[q.Community], Channel: s.channel(q.Community, "#general"), Name: "hello",
		Options: []Given{{Type: optionString, Name: "x", Value: quote(""), Focused: true}},
	})
	if err := s.settled(t); err != nil {
		s.t.Errorf("%s cannot be cast: %v", q.ID, err)
	}
	s.take()
	s.shown = nil
}

func (s *Stage) user(p *person) (u User) {
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) { u = *users[p.user] })
	return u
}

// memberOf is what a server knows of somebody: an outsider has not accepted its
// rules.
func memberOf(r bot.Role) *Member {
	m := &Member{Pending: r == 0}
	for role, id := range map[bot.Role]string{
		bot.Admin: RoleAdmin, bot.Manager: RoleManager, bot.HR: RoleHR, bot.Employee: RoleEmployee,
	} {
		if r&role != 0 {
			m.Roles = append(m.Roles, id)
		}
	}
	return m
}

// SetInbox closes somebody's direct messages, or opens them.
func (s *Stage) SetInbox(name string, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(name)
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) {
		users[p.user].Closed = closed
	})
}

// Deactivate ends somebody's account. Discord tells nobody.
func (s *Stage) Deactivate(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(name)
	s.discord.Change(func(users map[string]*User, servers map[string]*Server, _ map[string]*Channel) {
		users[p.user].Gone = true
		for _, g := range servers {
			delete(g.Members, p.user)
		}
	})
	return nil
}
