package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
	"github.com/alumnibot/alumnibot/config"
)

type playCmd struct {
	Update bool     `help:"Rewrite the files to what people see."`
	Files  []string `arg:"" name:"file" help:"Conversations to play."`
}

// errDiffers: people see something else than is written. What, was printed.
var errDiffers = errors.New("a conversation differs")

// Run plays the files, each in a world of its own.
func (p playCmd) Run(s *environment) error {
	differs := false
	for _, file := range p.Files {
		same, err := p.play(s, file)
		if err != nil {
			return usageError{err}
		}
		differs = differs || !same
	}
	if differs && !p.Update {
		return errDiffers
	}
	return nil
}

func (p playCmd) play(s *environment, file string) (same bool, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return false, err
	}
	played, err := bottest.Player{Build: scripted}.Play(s.ctx, file, text, p.Update)
	if err != nil {
		return false, err
	}
	if played.Differences != "" {
		fmt.Fprintf(s.stdout, "%s: - as written, + as seen\n%s", file, played.Differences)
	}
	if p.Update && !bytes.Equal(played.Script, text) {
		return true, os.WriteFile(file, played.Script, 0o644)
	}
	return played.Differences == "", nil
}

// scripted is the whole bot, for a script.
func scripted(env bottest.Env) bottest.Bot {
	g := ground{
		db: env.DB, clock: env.Clock, log: env.Log, communities: env.Communities, profile: env.Profile,
		code: counted(), sending: config.SendingDefaults(),
	}
	made := features(g, env.Routes)
	return bottest.Bot{
		Features: made.features, People: made.admins, Settle: made.admins.Settle, Members: made.members, Manners: g.manners(),
		Help: help.Show, Join: member.RegisterRoute, Sync: made.members.Mirror().Sync,
		Seed: func(ctx context.Context, in bot.Community) ([]bottest.Person, error) {
			g.communities = []bot.Community{in}
			return seedScript(ctx, g, in, env.Account)
		},
	}
}

// counted makes link codes that a script can type.
func counted() func(string) string {
	var n atomic.Int64
	return func(string) string { return fmt.Sprintf("%0*d", link.Length, n.Add(1)) }
}

// seedScript fills a script's community as the playground's is, and lets its
// people act.
func seedScript(ctx context.Context, g ground, in bot.Community, account func(string) bot.User) ([]bottest.Person, error) {
	var at time.Time
	g.profile = seedProfile(account)
	b, err := assemble(g)
	if err != nil {
		return nil, err
	}
	e, err := b.dispatcher(func() time.Time { return at })
	if err != nil {
		return nil, err
	}
	err = seed.Fill(ctx, seed.Target{
		In: in, DB: g.db, Members: b.members, Account: account,
		On: func(t time.Time) bot.Dispatcher {
			at = t
			return e
		},
	}, g.clock())
	var cast []bottest.Person
	for _, p := range seed.People() {
		cast = append(cast, bottest.Person{ID: p.ID, Name: p.Name, Locale: p.Locale, Roles: p.Roles(), Community: in.ID})
	}
	return cast, err
}

// seedProfile is what the seed says of its people, before they are on a stage.
func seedProfile(account func(string) bot.User) func(context.Context, bot.User) (bot.Profile, error) {
	profiles := map[bot.User]bot.Profile{}
	for _, p := range seed.People() {
		profiles[account(p.ID)] = bot.Profile{Name: p.Name, Locale: p.Locale, Roles: p.Roles()}
	}
	return func(_ context.Context, u bot.User) (bot.Profile, error) { return profiles[u], nil }
}
