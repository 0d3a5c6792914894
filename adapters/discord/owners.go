package discord

import (
	"context"
	"fmt"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

// Owners are the owners of a community's servers, as far as the bot has seen
// them since it was connected.
func (a *Adapter) Owners(ctx context.Context, in bot.CommunityID) ([]bot.User, error) {
	var owners []bot.User
	for _, x := range a.apps {
		for _, id := range x.servers() {
			if of, _ := x.community(id); of != in {
				continue
			}
			s, err := x.server(ctx, id)
			if hasCode(err, codeUnknownServer, codeNoAccess) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("discord: look for the owners of community %s: %w", in, err)
			}
			if owner := userOf(s.owner); s.owner != "" && !slices.Contains(owners, owner) {
				owners = append(owners, owner)
			}
		}
	}
	return owners, nil
}
