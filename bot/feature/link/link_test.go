package link_test

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/featuretest"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	codes := map[string]string{} // scripts type them
	b := featuretest.Bot(members, link.New(link.Deps{
		DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Profile: env.Profile,
		Code: func(event string) string {
			if codes[event] == "" {
				codes[event] = fmt.Sprintf("CADE%06d", len(codes)+1)
			}
			return codes[event]
		},
	}))
	b.Seed = featuretest.Seed(env, members, others, alumni)
	return b
}

// There are two people with two accounts each, of which each has registered one,
// and somebody else.
var (
	alumni = []featuretest.Alumnus{
		{ID: "hana", Locale: bot.Japanese, Record: member.Member{Name: "田中 花", Closeness: member.OpenGigs}, Agreed: []member.Purpose{member.Gigs}},
		{ID: "ken", Locale: bot.English, Record: member.Member{Name: "Ken Brown", Closeness: member.OpenGigs}, Agreed: []member.Purpose{member.Gigs}},
	}
	others = []bottest.Person{
		{ID: "hana2", Name: "hana", Locale: bot.Japanese, Roles: bot.Insider},
		{ID: "ken2", Name: "kenb", Locale: bot.English, Roles: bot.Insider},
		{ID: "eve", Name: "Eve", Locale: bot.English, Roles: bot.Insider},
	}
)

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
