package broadcast_test

import (
	"context"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/broadcast"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// night is when nobody is written to.
var night = deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	settings := broadcast.Defaults()
	settings.ConfirmAbove = 2 // so that a script needs no 500 people
	settings.Quiet, settings.PerMinute = night, 60
	broadcasts := broadcast.New(broadcast.Deps{
		DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Settings: settings,
	})
	people := members.Feature()
	people.Home = nil // its own scripts show it
	return bottest.Bot{
		Features: []bot.Feature{people, broadcasts.Feature()},
		People:   members,
		Members:  members,
		Manners:  deliver.Manners{Quiet: night, WeeklyBudget: 2},
		Join:     member.RegisterRoute,
		Sync:     members.Mirror().Sync,
		Seed: func(ctx context.Context, in bot.Community) ([]bottest.Person, error) {
			return seed(ctx, env, members, in)
		},
	}
}

// alumni are who is registered in a seeded script.
var alumni = []struct {
	id, name string
	locale   bot.Locale
	record   member.Member
	agreed   []member.Purpose
}{
	{"hana", "田中 花", bot.Japanese, member.Member{Skills: []string{"go"}, Left: 2021, Closeness: member.OpenGigs}, []member.Purpose{member.Notices}},
	{"ken", "Ken Brown", bot.English, member.Member{Skills: []string{"go", "python"}, Left: 2023, Closeness: member.Chat}, []member.Purpose{member.Notices}},
	{"aoi", "原 葵", bot.Japanese, member.Member{Skills: []string{"python"}, Left: 2019, Closeness: member.News}, []member.Purpose{member.Notices}},
	{"rin", "林 凛", bot.Japanese, member.Member{Skills: []string{"go"}, Left: 2020, Closeness: member.OpenGigs}, nil},
	{"jun", "岡 純", bot.Japanese, member.Member{Skills: []string{"go"}, Left: 2022, Closeness: member.Quiet}, []member.Purpose{member.Notices}},
}

func seed(ctx context.Context, env bottest.Env, members *member.Members, in bot.Community) ([]bottest.Person, error) {
	people := []bottest.Person{
		{ID: "mei", Name: "佐伯 芽衣", Locale: bot.Japanese, Roles: bot.Insider | bot.Manager},
		{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.Manager},
		{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.HR},
	}
	tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
	for _, a := range alumni {
		a.record.Name, a.record.Accounts, a.record.Department = a.name, []bot.User{env.Account(a.id)}, "開発"
		members.Register(tx, a.id, a.record, a.agreed, a.locale, env.Clock().Add(-time.Hour))
		people = append(people, bottest.Person{ID: a.id, Name: a.name, Locale: a.locale, Roles: bot.Insider})
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
	b := build(bottest.Env{})
	bottest.CheckFeatures(t, b.Features...)
}
