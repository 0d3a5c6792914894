package member_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/adapters/web/webstage"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
)

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestOnPage(t *testing.T) { webstage.Play(t, build) }

func TestWithinTheLimits(t *testing.T) {
	bottest.CheckFeatures(t, member.New(member.Deps{}).Feature())
}

// build is the whole bot, with somebody besides who writes letters to members.
func build(env bottest.Env) bottest.Bot {
	b := script.Bot(env)
	m := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	b.Features = append(b.Features, letters{env, m, deliver.NewOutbox(env.DB)}.feature())
	return b
}
