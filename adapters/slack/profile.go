package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

const (
	// freshFor is how long Slack is not asked again about somebody; changes
	// come as events besides.
	freshFor = 5 * time.Minute
	// staleFor is how long what was known counts while Slack does not answer.
	staleFor = 15 * time.Minute
	// keptPeople is how many people are remembered.
	keptPeople = 20_000
	lookTime   = 2 * time.Second
)

// people are profiles, remembered for a while.
type people struct {
	clock bot.Clock

	mu      sync.Mutex
	known   map[bot.User]known
	gone    map[bot.User]bool // whom Slack told to be deactivated
	asking  map[bot.User]*question
	changes int // so that an answer from before a change is not kept
}

type known struct {
	user *slack.User
	at   time.Time
}

// question is one that several wait for.
type question struct {
	done chan struct{}
	user *slack.User
	err  error
}

func newPeople(clock bot.Clock) *people {
	return &people{clock: clock, known: map[bot.User]known{}, gone: map[bot.User]bool{}, asking: map[bot.User]*question{}}
}

// changed has Slack asked anew about somebody, of whom it says whether they are
// deactivated.
func (p *people) changed(u bot.User, deactivated bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.known, u)
	p.changes++
	delete(p.gone, u)
	if deactivated {
		if len(p.gone) >= keptPeople {
			clear(p.gone)
		}
		p.gone[u] = true
	}
}

// deactivated reports whether Slack said so, and nothing else since.
func (p *people) deactivated(u bot.User) bool {
	user := p.recall(u)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone[u] || user != nil && user.Deleted
}

// recall is what Slack said of an account not long ago; nil if it did not.
func (p *people) recall(u bot.User) *slack.User {
	p.mu.Lock()
	defer p.mu.Unlock()
	if k, ok := p.known[u]; ok && p.clock().Sub(k.at) < freshFor {
		return k.user
	}
	return nil
}

// look is what Slack says of an account. Those who ask at once share one call.
func (p *people) look(ctx context.Context, u bot.User, ask func(context.Context) (*slack.User, error)) (*slack.User, error) {
	p.mu.Lock()
	k, had := p.known[u]
	if had && p.clock().Sub(k.at) < freshFor {
		p.mu.Unlock()
		return k.user, nil
	}
	q := p.asking[u]
	if q == nil {
		q = &question{done: make(chan struct{})}
		p.asking[u] = q
		go p.ask(context.WithoutCancel(ctx), u, q, p.changes, ask)
	}
	p.mu.Unlock()
	select {
	case <-q.done:
	case <-ctx.Done():
		q = &question{err: ctx.Err()}
	}
	if q.err != nil && had && !errors.Is(q.err, bot.ErrUnreachable) && p.clock().Sub(k.at) < staleFor {
		return k.user, nil
	}
	return q.user, q.err
}

func (p *people) ask(ctx context.Context, u bot.User, q *question, changes int, ask func(context.Context) (*slack.User, error)) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	q.user, q.err = ask(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.asking, u)
	if q.err == nil && changes == p.changes {
		if len(p.known) >= keptPeople {
			clear(p.known)
		}
		p.known[u] = known{q.user, p.clock()}
	}
	close(q.done)
}

// Profile tells who an account is: what the user groups, ownership and
// membership give, the language and the zone. People from outside and guests
// have the roles of their groups and no other. bot.ErrUnreachable for accounts
// that do not exist.
func (a *Adapter) Profile(ctx context.Context, u bot.User) (bot.Profile, error) {
	id, ok := parts(string(u), 2)
	if !ok {
		return bot.Profile{}, fmt.Errorf("profile: %w: %q is no account of Slack", bot.ErrUnreachable, u)
	}
	w, err := a.of(ctx, id[0])
	if err != nil {
		return bot.Profile{}, fmt.Errorf("profile: %w", err)
	}
	user, err := a.lookUp(ctx, w, id[0], id[1])
	if err != nil {
		return bot.Profile{}, fmt.Errorf("profile: %w", err)
	}
	roles, err := w.groups.rolesOf(ctx, w, id[1], a.cfg.Clock())
	if err != nil {
		return bot.Profile{}, fmt.Errorf("profile: user groups: %w", err)
	}
	roles |= w.Groups[id[1]]
	who, _ := w.known()
	if belongs(user, who) {
		roles |= bot.Insider
		if user.IsAdmin || user.IsOwner || user.IsPrimaryOwner {
			roles |= bot.Admin
		}
	}
	if user.Deleted {
		roles = 0
	}
	return bot.Profile{Name: nameOf(user), Locale: localeOf(user), Zone: user.TZ, Roles: roles, Deactivated: user.Deleted}, nil
}

func (a *Adapter) lookUp(ctx context.Context, w *workspace, team, user string) (*slack.User, error) {
	return a.people.look(ctx, userID(team, user), func(ctx context.Context) (*slack.User, error) {
		u, err := w.api.GetUserInfoContext(ctx, user)
		if err = w.classify(err); w.goWithout(ctx, "users.info", "nobody is known to be an administrator, and languages and zones are the community's", err) {
			return &slack.User{ID: user}, nil
		}
		if err != nil {
			return nil, fmt.Errorf("users.info: %w", err)
		}
		u.ID = user // also where nothing is said of them
		return u, nil
	})
}

// belongs reports whether somebody is of the workspace itself: not a guest, and
// not from outside.
func belongs(u *slack.User, who identity) bool {
	if u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.IsBot || u.IsInvitedUser {
		return false
	}
	return u.TeamID == "" || u.TeamID == who.team || slices.Contains(u.Enterprise.Teams, who.team) ||
		who.enterprise != "" && u.Enterprise.EnterpriseID == who.enterprise && len(u.Enterprise.Teams) == 0
}

func nameOf(u *slack.User) string {
	for _, name := range []string{u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name} {
		if name != "" {
			return name
		}
	}
	return u.ID
}

func localeOf(u *slack.User) bot.Locale {
	if u.Locale == "" {
		return ""
	}
	return i18n.Match(u.Locale)
}

// isPerson tells a person's id from a user group's.
func isPerson(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }

// groupCache is who is in the user groups that give roles.
type groupCache struct {
	mu      sync.Mutex
	members map[string]map[string]bool // by group
	at      map[string]time.Time
}

// forget has Slack asked anew about a group; empty: about all.
func (g *groupCache) forget(group string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if group == "" {
		clear(g.at)
	}
	delete(g.at, group)
}

// rolesOf is what the groups give to somebody. One call at a time asks Slack,
// and the others wait for it.
func (g *groupCache) rolesOf(ctx context.Context, w *workspace, user string, now time.Time) (bot.Role, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var roles bot.Role
	for group, role := range w.Groups {
		if isPerson(group) {
			continue
		}
		if err := g.refresh(ctx, w, group, now); err != nil {
			return 0, err
		}
		if g.members[group][user] {
			roles |= role
		}
	}
	return roles, nil
}

func (g *groupCache) refresh(ctx context.Context, w *workspace, group string, now time.Time) error {
	at, asked := g.at[group]
	if asked && now.Sub(at) < freshFor {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	users, err := w.api.GetUserGroupMembersContext(ctx, group)
	err = w.classify(err)
	switch {
	case w.goWithout(ctx, "usergroups.users.list", "user groups give no roles", err):
		users = nil
	case codeOf(err) == "no_such_subteam" || codeOf(err) == "subteam_not_found":
		users = nil // a group that was deleted gives nothing to anybody
	case err != nil && asked && now.Sub(at) < staleFor:
		return nil
	case err != nil:
		return err
	}
	if g.members == nil {
		g.members, g.at = map[string]map[string]bool{}, map[string]time.Time{}
	}
	g.members[group] = map[string]bool{}
	for _, u := range users {
		g.members[group][u] = true
	}
	g.at[group] = now
	return nil
}
