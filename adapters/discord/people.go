package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
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

// people is what is known about members of servers.
type people struct {
	members cache[standing]
	servers cache[server]
	locales cache[bot.Locale]

	mu   sync.Mutex
	seen map[*app]map[string]bool // servers that acts came from
}

// standing is somebody's place on a server.
type standing struct {
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

func newPeople() *people { return &people{seen: map[*app]map[string]bool{}} }

func (p *people) seenServers(x *app) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for id := range p.seen[x] {
		if _, listed := x.Servers[id]; !listed {
			out = append(out, id)
		}
	}
	return out
}

func (p *people) sawServer(x *app, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen[x] == nil {
		p.seen[x] = map[string]bool{}
	}
	p.seen[x][id] = true
}

// note remembers what an interaction says about who acts: it is true now. What
// comes from a direct message says nothing, so what was asked before is
// forgotten.
func (x *app) note(in *interaction) {
	who := in.who()
	x.isCalled(in.App)
	if in.Guild == "" || in.Member == nil {
		x.forget(who.ID)
		return
	}
	x.people.sawServer(x, in.Guild)
	x.missRights(in)
	// The rights in it hold what owners and administrators have.
	s := server{}
	if in.Member.Permissions == "" {
		s, _ = x.people.servers.get(in.Guild)
	}
	x.people.members.put(in.Guild+"/"+who.ID, x.standing(who, *in.Member, s))
}

// missRights says, once for each channel, which rights the bot needs and does
// not have there.
func (x *app) missRights(in *interaction) {
	if in.Rights == 0 || in.Rights.missing() == 0 {
		return
	}
	if said, ok := x.poor.get(in.Channel); ok && said == in.Rights {
		return
	}
	x.poor.put(in.Channel, in.Rights)
	x.log.Warn("the bot lacks rights", "channel", in.Channel, "rights", in.Rights.missing().String())
}

// forget has Discord asked anew about somebody. Where it cannot be asked, what
// was known counts on.
func (x *app) forget(user string) {
	for _, id := range x.servers() {
		if m, ok := x.people.members.get(id + "/" + user); ok {
			m.until = time.Time{}
			x.people.members.put(id+"/"+user, m)
		}
	}
}

// standing is what a member is in the bot's terms. The rules of a server are
// accepted before anything counts.
func (x *app) standing(who account, m member, s server) standing {
	out := standing{there: true, name: who.shown(), until: time.Now().Add(memberLife)}
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

// Profile is the account on all servers that belong to a community. Its error
// means that Discord could not be asked, not that somebody is nobody.
func (a *Adapter) Profile(ctx context.Context, user bot.User) (bot.Profile, error) {
	id, ours := snowflake(string(user))
	if !ours {
		return bot.Profile{}, fmt.Errorf("profile: %w: no account of Discord", bot.ErrUnreachable)
	}
	p := bot.Profile{In: map[bot.CommunityID]bot.Role{}, Locale: a.locale(ctx, id)}
	for _, x := range a.apps {
		for _, server := range x.servers() {
			in, served := x.community(server)
			if !served {
				continue
			}
			m, err := x.member(ctx, server, id)
			if err != nil {
				return bot.Profile{}, fmt.Errorf("profile: %w", err)
			}
			if !m.there {
				continue
			}
			p.Name = m.name
			p.In[in] |= m.roles
		}
	}
	if p.Name == "" {
		return p, a.nameStranger(ctx, id, &p)
	}
	return p, nil
}

// nameStranger looks up somebody who is on none of the servers.
func (a *Adapter) nameStranger(ctx context.Context, id string, p *bot.Profile) error {
	x := a.apps[0]
	raw, err := x.ordinary.do(ctx, get("/users/"+id, "users"))
	if x.goWithout(ctx, "GET /users/{user}", "people who are on no server have no name", err) {
		return nil
	}
	if hasCode(err, codeUnknownUser) {
		p.Deactivated = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	var who account
	if err := json.Unmarshal(raw, &who); err != nil {
		return fmt.Errorf("profile: decode an account: %w", err)
	}
	p.Name = who.shown()
	return nil
}

// communities are those on whose servers somebody is, in order.
func (a *Adapter) communities(ctx context.Context, user string) ([]bot.CommunityID, error) {
	found := map[bot.CommunityID]bool{}
	for _, x := range a.apps {
		for _, server := range x.servers() {
			in, served := x.community(server)
			if !served || found[in] {
				continue
			}
			m, err := x.member(ctx, server, user)
			if err != nil {
				return nil, err
			}
			if m.there {
				found[in] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// member is somebody's place on a server, as it was at most memberLife ago.
func (x *app) member(ctx context.Context, server, user string) (standing, error) {
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
		m := standing{until: time.Now().Add(memberLife)}
		x.people.members.put(key, m)
		return m, nil
	case err != nil:
		return standing{}, fmt.Errorf("ask about a member: %w", err)
	}
	var m member
	if err := json.Unmarshal(raw, &m); err != nil {
		return standing{}, fmt.Errorf("ask about a member: cannot read the answer: %w", err)
	}
	if m.User == nil {
		m.User = &account{ID: user, Name: known.name}
	}
	s, err := x.server(ctx, server)
	if err != nil {
		return standing{}, err
	}
	found := x.standing(*m.User, m, s)
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

// locale is the language of somebody's client when they last acted; empty if
// they never did.
func (a *Adapter) locale(ctx context.Context, user string) bot.Locale {
	if l, ok := a.people.locales.get(user); ok {
		return l
	}
	kept, err := a.memory.Load(ctx, "locale/"+user)
	if err != nil {
		a.log.WarnContext(ctx, "a language could not be looked up", "error", err)
		return ""
	}
	if kept != "" {
		a.people.locales.put(user, bot.Locale(kept))
	}
	return bot.Locale(kept)
}

// learnLocale remembers the language of somebody who acts. Nobody waits for
// that.
func (x *exchange) learnLocale() {
	user, l := x.in.who().ID, x.lang()
	if known, ok := x.people.locales.get(user); ok && known == l {
		return
	}
	x.people.locales.put(user, l)
	x.run.beside(func() {
		if err := x.memory.Store(x.run.ctx, "locale/"+user, string(l)); err != nil {
			x.log.Warn("a language could not be kept", "error", err)
		}
	}, func() {})
}
