package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// grant is what an account was given by an admin, beside what its platform
// gives.
type grant struct {
	User  bot.User  `json:"User"`
	Roles bot.Role  `json:"Roles"`
	Since time.Time `json:"Since"`
}

const allGrants = "all"

func grantTerms(g grant) []storage.Term {
	return []storage.Term{{Index: allGrants, Score: g.Since.UnixMilli()}}
}

// grantOf is the id of an account's grant.
func grantOf(u bot.User) string { return kit.Digest(idLength, "grant", string(u)) }

// Look is engine.People: who somebody is as the member feature knows them, with
// the roles that they were granted, from the same trip. Whoever was granted a
// role is an insider by it, also from outside; an account that its platform has
// deactivated has none.
func (a *Admin) Look(b *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	known := a.Members.Look(b, in, m)
	r := a.grants.GetIn(b, grantOf(m.User))
	return func(ctx context.Context) (bot.Who, error) {
		who, err := known(ctx)
		switch {
		case err != nil || errors.Is(r.Err, storage.ErrNotFound):
			return who, err
		case r.Err != nil:
			return bot.Who{}, fmt.Errorf("read a grant: %w", r.Err)
		}
		if who.Roles == 0 {
			profile, err := a.Profile(ctx, m.User)
			if err != nil {
				return bot.Who{}, fmt.Errorf("ask the platform for a profile: %w", err)
			}
			if profile.Deactivated {
				return who, nil
			}
		}
		who.Roles |= r.Record.Value.Roles | bot.Insider
		if who.Member != "" {
			who.Roles |= bot.Member
		}
		return who, nil
	}
}

// Left keeps that an account left its platform. What it was granted stays.
func (a *Admin) Left(ctx context.Context, in bot.Community, m bot.Meta, at time.Time) error {
	return a.Members.Left(ctx, in, m, at)
}
