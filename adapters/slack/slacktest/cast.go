package slacktest

import (
	"context"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

var simple = regexp.MustCompile(`^[a-z0-9]+$`)

// slackID is an id as Slack has them, for a name of a script.
func slackID(prefix, name string) string {
	if simple.MatchString(name) {
		return prefix + strings.ToUpper(name)
	}
	return prefix + "0" + strings.ToUpper(hex.EncodeToString([]byte(name)))
}

// person is somebody and their workspace.
func (s *Stage) person(name string) (bottest.Person, *Space, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.people[name]
	if !ok {
		p.Community = bottest.Home
	}
	return p, s.spaces[p.Community], slackID("U", name)
}

// Account is somebody's account.
func (s *Stage) Account(name string) bot.User {
	_, sp, user := s.person(name)
	return sp.account(user)
}

// Channel is a channel, which exists from then on.
func (s *Stage) Channel(in bot.CommunityID, name string) bot.Channel {
	sp := s.spaces[in]
	return bot.Channel("slack:" + sp.Team + "/" + sp.channelNamed(name))
}

func (sp *Space) channelNamed(name string) string {
	id := slackID("C", strings.TrimPrefix(name, "#"))
	sp.SetChannel(Channel{ID: id, Name: name})
	return id
}

// Cast lets somebody in, or changes them, of which the bot is told.
func (s *Stage) Cast(p bottest.Person) {
	s.mu.Lock()
	s.people[p.ID] = p
	sp, running := s.spaces[p.Community], s.bot != nil
	s.mu.Unlock()
	user := slackID("U", p.ID)
	u, _ := sp.UserByID(user)
	u.ID, u.Name, u.TZ, u.Team = user, p.Name, "Asia/Tokyo", sp.Team
	u.Locale = map[bot.Locale]string{bot.Japanese: "ja-JP", bot.English: "en-US"}[p.Locale]
	u.Admin, u.Guest = p.Roles&bot.Admin != 0, p.Roles&(bot.Insider|bot.Admin) == 0
	if p.Roles == 0 {
		u.Team = "TELSEWHERE"
	}
	sp.SetUser(u)
	for _, g := range groups {
		sp.SetGroup(g.id, s.in(p.Community, g.role)...)
	}
	if !running {
		return
	}
	tell := []*Delivery{sp.UserChange(user)}
	for _, g := range groups {
		tell = append(tell, sp.Event(map[string]any{"type": "subteam_members_changed", "subteam_id": g.id}))
	}
	s.later(s.tell(context.Background(), tell...))
}

// in is who of a community has a role.
func (s *Stage) in(c bot.CommunityID, role bot.Role) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []string
	for _, p := range s.people {
		if p.Community == c && p.Roles&role != 0 {
			users = append(users, slackID("U", p.ID))
		}
	}
	slices.Sort(users)
	return users
}

func (s *Stage) later(err error) {
	if err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = append(s.trouble, err)
}

// SetInbox has the bot's messages to somebody refused, or taken again.
func (s *Stage) SetInbox(name string, closed bool) {
	_, sp, user := s.person(name)
	u, _ := sp.UserByID(user)
	u.NoMessages = closed
	sp.SetUser(u)
}

// Deactivate ends somebody's account.
func (s *Stage) Deactivate(ctx context.Context, name string) error {
	_, sp, user := s.person(name)
	u, _ := sp.UserByID(user)
	u.Deleted = true
	sp.SetUser(u)
	return s.deliver(ctx, sp.UserChange(user))
}
