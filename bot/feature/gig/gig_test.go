package gig_test

import (
	"strconv"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/featuretest"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	codes := 0
	b := featuretest.Bot(members, gig.New(gig.Deps{DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Code: func(string) string {
		codes++
		return strconv.Itoa(codes)
	}}).Feature())
	b.Seed = featuretest.Seed(env, members, others, alumni)
	return b
}

// alumni are who is registered in a seeded script.
var alumni = []featuretest.Alumnus{
	{ID: "hana", Locale: bot.Japanese, Record: member.Member{Name: "田中 花", Skills: []string{"go", "redis"}, Hours: 20, Closeness: member.OpenGigs}, Agreed: []member.Purpose{member.Gigs}},
	{ID: "ken", Locale: bot.English, Record: member.Member{Name: "Ken Brown", Skills: []string{"go", "python"}, Hours: 10, Place: "東京", Closeness: member.Chat}, Agreed: []member.Purpose{member.Gigs}},
	{ID: "rin", Locale: bot.Japanese, Record: member.Member{Name: "林 凛", Skills: []string{"go"}, Closeness: member.OpenGigs}},
	{ID: "jun", Locale: bot.Japanese, Record: member.Member{Name: "岡 純", Skills: []string{"go"}, Closeness: member.News}, Agreed: []member.Purpose{member.Gigs}},
	{ID: "aoi", Locale: bot.Japanese, Record: member.Member{
		Name: "原 葵", Skills: []string{"python"}, Hours: 40, Closeness: member.Mentor,
		Employers: []member.Employer{{Name: "みどり商事", From: 2023}},
	}, Agreed: []member.Purpose{member.Gigs}},
}

// others are who is not.
var others = []bottest.Person{
	{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.HR},
	{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.HR},
	{ID: "emi", Name: "江見 仁", Locale: bot.Japanese, Roles: bot.Insider | bot.Employee},
	{ID: "bo", Name: "Bo Berg", Locale: bot.English, Roles: bot.Insider},
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
