package checkin_test

import (
	"context"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/checkin"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	checkIns := checkin.New(checkin.Deps{
		DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Agenda: schedule.NewAgenda(env.DB),
	})
	people := members.Feature()
	people.Home = nil // its own scripts show it
	return bottest.Bot{
		Features: []bot.Feature{people, checkIns.Feature()},
		People:   members,
		Members:  members,
		Manners:  deliver.Manners{Quiet: deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}, WeeklyBudget: 2},
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
	{"hana", "田中 花", bot.Japanese, member.Member{Skills: []string{"go"}, Hours: 20, Closeness: member.OpenGigs}, asked},
	{"ken", "Ken Brown", bot.English, member.Member{Skills: []string{"go"}, Hours: 10, Closeness: member.Chat}, asked},
	{"rin", "林 凛", bot.Japanese, member.Member{Closeness: member.Mentor}, asked},
	{"aoi", "原 葵", bot.Japanese, member.Member{Closeness: member.Chat}, asked},
	{"sora", "空野 翼", bot.Japanese, member.Member{Closeness: member.Chat}, asked},
	{"nao", "直江 奈央", bot.Japanese, member.Member{Closeness: member.Chat}, asked},
	{"mio", "水野 澪", bot.Japanese, member.Member{Closeness: member.Chat}, asked},
	{"jun", "岡 純", bot.Japanese, member.Member{Closeness: member.Chat, PausedUntil: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}, asked},
	{"yui", "結城 唯", bot.Japanese, member.Member{Closeness: member.Chat}, nil},
	{"kai", "海老 介", bot.Japanese, member.Member{Closeness: member.News}, asked},
}

var asked = []member.Purpose{member.CheckIns}

func seed(ctx context.Context, env bottest.Env, members *member.Members, in bot.Community) ([]bottest.Person, error) {
	people := []bottest.Person{
		{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.Manager},
		{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.Manager},
		{ID: "emi", Name: "江見 仁", Locale: bot.Japanese, Roles: bot.Insider | bot.Employee},
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
