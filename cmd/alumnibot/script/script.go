// Package script has the whole bot play scripts, which are written in the language
// of bot/bottest: those of the command "alumnibot play", and those of each feature.
//
// It promises that a script shows what people get from the program with its default
// configuration, besides what the script sets itself.
package script

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
)

// Bot is the whole bot, for a script.
func Bot(env bottest.Env) bottest.Bot {
	d := app.Deps{
		DB: env.DB, Clock: env.Clock, Log: env.Log, Communities: env.Communities, Profile: env.Profile,
		Code: counted(), Sending: env.Sending, Fixed: fixed,
	}
	made := app.Features(d, env.Routes)
	return bottest.Bot{
		Features: made.Features, People: made.Admins, EffectiveSettings: made.Admins.Settle, Members: made.Members, Policy: d.SendPolicy(),
		Help: help.Show, Join: member.RegisterRoute, Sync: made.Members.Index().Sync,
		Seed: func(ctx context.Context, in bot.Community) ([]bottest.Person, error) {
			d.Communities = []bot.Community{in}
			return fill(ctx, d, in, env.Account)
		},
		Register: func(ctx context.Context, in bot.Community, cast []bottest.CastMember) error {
			return register(ctx, d, made.Members, in, cast, env.Account)
		},
		Installed: func(ctx context.Context, in bot.Community, owners []bot.User) error {
			return made.Admins.AskFor(ctx, in, owners, env.Clock())
		},
	}
}

// fixed is what the configuration sets: zone and language of the second community,
// so that scripts show both kinds.
func fixed(in bot.CommunityID) admin.Fixed {
	other := in == bottest.Other
	return admin.Fixed{Zone: other, Language: other}
}

// counted makes link codes that a script can type: the same for the same event.
func counted() func(event string) string {
	var mu sync.Mutex
	codes := map[string]string{}
	return func(event string) string {
		mu.Lock()
		defer mu.Unlock()
		if codes[event] == "" {
			codes[event] = fmt.Sprintf("%0*d", link.Length, len(codes)+1)
		}
		return codes[event]
	}
}

// fill fills a script's community as the playground's is, and returns the people
// in it.
func fill(ctx context.Context, d app.Deps, in bot.Community, account func(string) bot.User) ([]bottest.Person, error) {
	var at time.Time
	d.Profile = SeedProfile(account)
	b, err := app.New(d)
	if err != nil {
		return nil, err
	}
	e, err := b.EngineAt(func() time.Time { return at })
	if err != nil {
		return nil, err
	}
	err = seed.Fill(ctx, seed.Target{
		In: in, DB: d.DB, Members: b.Members, Account: account,
		On: func(t time.Time) bot.Dispatcher {
			at = t
			return e
		},
	}, d.Clock())
	var people []bottest.Person
	for _, p := range seed.People() {
		people = append(people, bottest.Person{ID: p.ID, Name: p.Name, Locale: p.Locale, Roles: p.Roles(), Community: in.ID})
	}
	return people, err
}

// SeedProfile is what the seed says of its people, before they are on a stage.
func SeedProfile(account func(string) bot.User) func(context.Context, bot.User) (bot.Profile, error) {
	profiles := map[bot.User]bot.Profile{}
	for _, p := range seed.People() {
		profiles[account(p.ID)] = bot.Profile{Name: p.Name, Locale: p.Locale, Roles: p.Roles()}
	}
	return func(_ context.Context, u bot.User) (bot.Profile, error) { return profiles[u], nil }
}
