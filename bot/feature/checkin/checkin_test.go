package checkin_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/checkin"
	"github.com/alumnibot/alumnibot/bot/feature/featuretest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	b := featuretest.Bot(members, checkin.New(checkin.Deps{
		DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Agenda: schedule.NewAgenda(env.DB),
	}).Feature())
	b.Manners = deliver.Manners{Quiet: deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}, WeeklyBudget: 2}
	b.Seed = featuretest.Seed(env, members, others, alumni)
	return b
}

// alumni are who is registered in a seeded script.
var alumni = []featuretest.Alumnus{
	{ID: "hana", Locale: bot.Japanese, Record: member.Member{Name: "田中 花", Skills: []string{"go"}, Hours: 20, Closeness: member.OpenGigs}, Agreed: asked},
	{ID: "ken", Locale: bot.English, Record: member.Member{Name: "Ken Brown", Skills: []string{"go"}, Hours: 10, Closeness: member.Chat}, Agreed: asked},
	{ID: "rin", Locale: bot.Japanese, Record: member.Member{Name: "林 凛", Closeness: member.Mentor}, Agreed: asked},
	{ID: "aoi", Locale: bot.Japanese, Record: member.Member{Name: "原 葵", Closeness: member.Chat}, Agreed: asked},
	{ID: "sora", Locale: bot.Japanese, Record: member.Member{Name: "空野 翼", Closeness: member.Chat}, Agreed: asked},
	{ID: "nao", Locale: bot.Japanese, Record: member.Member{Name: "直江 奈央", Closeness: member.Chat}, Agreed: asked},
	{ID: "mio", Locale: bot.Japanese, Record: member.Member{Name: "水野 澪", Closeness: member.Chat}, Agreed: asked},
	{ID: "jun", Locale: bot.Japanese, Record: member.Member{Name: "岡 純", Closeness: member.Chat, PausedUntil: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}, Agreed: asked},
	{ID: "yui", Locale: bot.Japanese, Record: member.Member{Name: "結城 唯", Closeness: member.Chat}},
	{ID: "kai", Locale: bot.Japanese, Record: member.Member{Name: "海老 介", Closeness: member.News}, Agreed: asked},
}

var asked = []member.Purpose{member.CheckIns}

// others are who is not.
var others = []bottest.Person{
	{ID: "mori", Name: "森 恵", Locale: bot.Japanese, Roles: bot.Insider | bot.Manager},
	{ID: "lee", Name: "Lee Song", Locale: bot.English, Roles: bot.Insider | bot.Manager},
	{ID: "emi", Name: "江見 仁", Locale: bot.Japanese, Roles: bot.Insider | bot.Employee},
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
