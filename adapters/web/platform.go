package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
)

var _ bot.Platform = (*Adapter)(nil)

// Ready is nil once what was said before is read, which the first look at the page
// does.
func (a *Adapter) Ready() error {
	if !a.loaded.Load() {
		return errors.New("the playground's messages are not read yet")
	}
	return nil
}

// Links is 0 of 0: the page comes to the playground.
func (a *Adapter) Links() (up, of int) { return 0, 0 }

// Check finds nothing: there is nothing to configure.
func (a *Adapter) Check(context.Context, []bot.Channel) []bot.Finding { return nil }

// Owners are the community's admins.
func (a *Adapter) Owners(_ context.Context, in bot.CommunityID) ([]bot.User, error) {
	if in != a.cfg.Community.ID {
		return nil, nil
	}
	var owners []bot.User
	for _, p := range a.cfg.People {
		if p.Roles.Has(bot.Admin) {
			owners = append(owners, p.ID)
		}
	}
	return owners, nil
}

// Endpoints are none: the page is served on the playground's own listener.
func (a *Adapter) Endpoints() map[string]http.Handler { return nil }
