package gig_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	codes := 0
	gigs := gig.New(gig.Deps{DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Code: func(string) string {
		codes++
		return strconv.Itoa(codes)
	}})
	people := members.Feature()
	people.Home = nil // its own scripts show it
	return bottest.Bot{
		Features: []bot.Feature{people, gigs.Feature()},
		People:   members,
		Members:  members,
		Join:     "member.register",
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
	{"hana", "田中 花", bot.Japanese, member.Member{Skills: []string{"go", "redis"}, Hours: 20, Closeness: member.OpenGigs}, []member.Purpose{member.Gigs}},
	{"ken", "Ken Brown", bot.English, member.Member{Skills: []string{"go", "python"}, Hours: 10, Place: "東京", Closeness: member.Chat}, []member.Purpose{member.Gigs}},
	{"rin", "林 凛", bot.Japanese, member.Member{Skills: []string{"go"}, Closeness: member.OpenGigs}, nil},
	{"jun", "岡 純", bot.Japanese, member.Member{Skills: []string{"go"}, Closeness: member.News}, []member.Purpose{member.Gigs}},
	{"aoi", "原 葵", bot.Japanese, member.Member{
		Skills: []string{"python"}, Hours: 40, Closeness: member.Mentor,
		Employers: []member.Employer{{Name: "みどり商事", From: 2023}},
	}, []member.Purpose{member.Gigs}},
}

func seed(ctx context.Context, env bottest.Env, members *member.Members, in bot.Community) ([]bottest.Person, error) {
	people := []bottest.Person{
		{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.HR},
		{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.HR},
		{ID: "emi", Name: "江見 仁", Locale: bot.Japanese, Roles: bot.Insider | bot.Employee},
		{ID: "bo", Name: "Bo Berg", Locale: bot.English, Roles: bot.Insider},
	}
	tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
	for _, a := range alumni {
		a.record.Name, a.record.Accounts, a.record.Department, a.record.Left = a.name, []bot.User{env.Account(a.id)}, "開発", 2022
		members.Register(tx, a.id, a.record, a.agreed, a.locale, env.Clock())
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
