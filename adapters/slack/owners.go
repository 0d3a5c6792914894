package slack

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	peoplePage = 200
	// peoplePages is how many pages of people are looked through for owners: a
	// workspace has few, and Slack lets the list be read slowly only.
	peoplePages = 10
)

// Owners are who answers for a community's workspaces: the primary owner of
// each, else its other owners, as far as they are among the first two thousand
// people.
func (a *Adapter) Owners(ctx context.Context, in bot.CommunityID) ([]bot.User, error) {
	var owners []bot.User
	for _, w := range a.workspaces {
		if w.Community != in {
			continue
		}
		some, err := w.owners(ctx)
		if err != nil {
			return nil, fmt.Errorf("slack: look for the owners of community %s: %w", in, err)
		}
		owners = append(owners, some...)
	}
	return owners, nil
}

func (w *workspace) owners(ctx context.Context) ([]bot.User, error) {
	who, err := w.identify(ctx)
	if err != nil {
		return nil, err
	}
	var owners []bot.User
	list := w.api.GetUsersPaginated(slack.GetUsersOptionLimit(peoplePage))
	for range peoplePages {
		list, err = list.Next(ctx)
		if list.Done(err) {
			return owners, nil
		}
		if err != nil {
			return nil, fmt.Errorf("users.list: %w", w.classify(err))
		}
		for _, u := range list.Users {
			switch {
			case u.Deleted || u.IsBot:
			case u.IsPrimaryOwner:
				return []bot.User{userID(who.team, u.ID)}, nil
			case u.IsOwner:
				owners = append(owners, userID(who.team, u.ID))
			}
		}
	}
	return owners, nil
}
