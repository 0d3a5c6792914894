package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// How long what was asked about somebody, or about a server, counts. What an
// interaction says about who acts replaces it at once.
const (
	memberLife = 5 * time.Minute
	serverLife = 5 * time.Minute
)

// guest is a member's flag: somebody who was invited into one voice channel.
const guest = 1 << 4

// serverMember is somebody's place on a server.
type serverMember struct {
	there bool
	name  string
	roles bot.Role
	until time.Time
}

// server is what a server's roles say.
type server struct {
	owner  string
	admins []string // roles with the administrator's right
	until  time.Time
}

// membershipOf is what a member is in the bot's terms. The rules of a server are
// accepted before anything counts.
func (x *app) membershipOf(who account, m member, s server) serverMember {
	out := serverMember{there: true, name: who.shown(), until: time.Now().Add(memberLife)}
	if m.Nick != "" {
		out.name = m.Nick
	}
	if m.Pending || m.Flags&guest != 0 {
		return out
	}
	out.roles = bot.Insider
	admin := who.ID == s.owner
	for _, id := range m.Roles {
		out.roles |= x.Roles[id] &^ bot.Member
		admin = admin || slices.Contains(s.admins, id)
	}
	if rights, err := strconv.ParseInt(m.Permissions, 10, 64); err == nil {
		admin = admin || rights&discordgo.PermissionAdministrator != 0
	}
	if admin {
		out.roles |= bot.Admin
	}
	return out
}

// member is somebody's place on a server, as it was at most memberLife ago.
func (x *app) member(ctx context.Context, server, user string) (serverMember, error) {
	key := server + "/" + user
	known, _ := x.people.members.get(key)
	if time.Now().Before(known.until) {
		return known, nil
	}
	raw, err := x.ordinary.do(ctx, get("/guilds/"+server+"/members/"+user, "members "+server))
	var f *failure
	switch {
	case x.goWithout(ctx, "GET /guilds/{server}/members/{user}", "members are what they were when they last did something", err):
		known.until = time.Now().Add(memberLife)
		x.people.members.put(key, known)
		return known, nil
	case errors.As(err, &f) && (f.code == codeUnknownMember || f.code == codeUnknownUser || f.code == codeNoAccess || f.code == codeUnknownServer):
		m := serverMember{until: time.Now().Add(memberLife)}
		x.people.members.put(key, m)
		return m, nil
	case err != nil:
		return serverMember{}, fmt.Errorf("ask about a member: %w", err)
	}
	var m member
	if err := json.Unmarshal(raw, &m); err != nil {
		return serverMember{}, fmt.Errorf("ask about a member: cannot read the answer: %w", err)
	}
	if m.User == nil {
		m.User = &account{ID: user, Name: known.name}
	}
	s, err := x.server(ctx, server)
	if err != nil {
		return serverMember{}, err
	}
	found := x.membershipOf(*m.User, m, s)
	x.people.members.put(key, found)
	return found, nil
}

const codeUnknownServer = 10004

func (x *app) server(ctx context.Context, id string) (server, error) {
	if s, ok := x.people.servers.get(id); ok && time.Now().Before(s.until) {
		return s, nil
	}
	raw, err := x.ordinary.do(ctx, get("/guilds/"+id, "guild "+id))
	if x.goWithout(ctx, "GET /guilds/{server}", "who owns a server is what the gateway said", err) {
		known, _ := x.people.servers.get(id)
		known.until = time.Now().Add(serverLife)
		x.people.servers.put(id, known)
		return known, nil
	}
	if err != nil {
		return server{}, fmt.Errorf("ask about a server: %w", err)
	}
	s, err := readServer(raw)
	if err != nil {
		return server{}, fmt.Errorf("ask about a server: %w", err)
	}
	x.people.servers.put(id, s)
	return s, nil
}

// readServer decodes what Discord says of a server, when it is asked and when
// the bot connects.
func readServer(raw []byte) (server, error) {
	var answer struct {
		Owner string `json:"owner_id"`
		Roles []struct {
			ID          string `json:"id"`
			Permissions string `json:"permissions"`
		} `json:"roles"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return server{}, err
	}
	s := server{owner: answer.Owner, until: time.Now().Add(serverLife)}
	for _, r := range answer.Roles {
		rights, err := strconv.ParseInt(r.Permissions, 10, 64)
		if err == nil && rights&discordgo.PermissionAdministrator != 0 {
			s.admins = append(s.admins, r.ID)
		}
	}
	return s, nil
}
