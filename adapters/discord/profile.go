package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

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
