package link_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	people := members.Feature()
	people.Home = nil            // its own scripts show it
	codes := map[string]string{} // scripts type them
	return bottest.Bot{
		Features: []bot.Feature{people, link.New(link.Deps{
			DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Profile: env.Profile,
			Code: func(event string) string {
				if codes[event] == "" {
					codes[event] = fmt.Sprintf("CADE%06d", len(codes)+1)
				}
				return codes[event]
			},
		})},
		People: members,
		Join:   "member.register",
		Sync:   members.Mirror().Sync,
		Seed: func(ctx context.Context, in bot.Community) ([]bottest.Person, error) {
			return seed(ctx, env, members, in)
		},
	}
}

// seed has two people with two accounts each, of which each has registered one,
// and somebody else.
func seed(ctx context.Context, env bottest.Env, members *member.Members, in bot.Community) ([]bottest.Person, error) {
	people := []bottest.Person{
		{ID: "hana", Name: "田中 花", Locale: bot.Japanese, Roles: bot.Insider},
		{ID: "hana2", Name: "hana", Locale: bot.Japanese, Roles: bot.Insider},
		{ID: "ken", Name: "Ken Brown", Locale: bot.English, Roles: bot.Insider},
		{ID: "ken2", Name: "kenb", Locale: bot.English, Roles: bot.Insider},
		{ID: "eve", Name: "Eve", Locale: bot.English, Roles: bot.Insider},
	}
	tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
	for _, p := range people {
		if p.ID == "hana" || p.ID == "ken" {
			members.Register(tx, p.ID, member.Member{
				Name: p.Name, Accounts: []bot.User{env.Account(p.ID)}, Department: "開発", Left: 2022, Closeness: member.OpenGigs,
			}, []member.Purpose{member.Gigs}, p.Locale, env.Clock())
		}
	}
	for i := range people {
		people[i].Community = in.ID
	}
	return people, tx.Commit(ctx)
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
