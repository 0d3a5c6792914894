package broadcast_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/broadcast"
	"github.com/alumnibot/alumnibot/bot/feature/featuretest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// night is when nobody is written to.
var night = deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	settings := broadcast.Defaults()
	settings.ConfirmAbove = 2 // so that a script needs no 500 people
	settings.Quiet, settings.PerMinute = night, 60
	b := featuretest.Bot(members, broadcast.New(broadcast.Deps{
		DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Settings: settings,
	}).Feature())
	b.Manners = deliver.Manners{Quiet: night, WeeklyBudget: 2}
	b.Seed = featuretest.Seed(env, members, others, alumni)
	return b
}

// alumni are who is registered in a seeded script.
var alumni = []featuretest.Alumnus{
	{ID: "hana", Locale: bot.Japanese, Record: member.Member{Name: "田中 花", Skills: []string{"go"}, Left: 2021, Closeness: member.OpenGigs}, Agreed: []member.Purpose{member.Notices}},
	{ID: "ken", Locale: bot.English, Record: member.Member{Name: "Ken Brown", Skills: []string{"go", "python"}, Left: 2023, Closeness: member.Chat}, Agreed: []member.Purpose{member.Notices}},
	{ID: "aoi", Locale: bot.Japanese, Record: member.Member{Name: "原 葵", Skills: []string{"python"}, Left: 2019, Closeness: member.News}, Agreed: []member.Purpose{member.Notices}},
	{ID: "rin", Locale: bot.Japanese, Record: member.Member{Name: "林 凛", Skills: []string{"go"}, Left: 2020, Closeness: member.OpenGigs}},
	{ID: "jun", Locale: bot.Japanese, Record: member.Member{Name: "岡 純", Skills: []string{"go"}, Left: 2022, Closeness: member.Quiet}, Agreed: []member.Purpose{member.Notices}},
}

// others are who is not.
var others = []bottest.Person{
	{ID: "mei", Name: "佐伯 芽衣", Locale: bot.Japanese, Roles: bot.Insider | bot.Manager},
	{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.Manager},
	{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.HR},
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
