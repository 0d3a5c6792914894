package gig_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	gigs := gig.New(gig.Deps{DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB)})
	return bottest.Bot{
		Features: []bot.Feature{members.Feature(), gigs.Feature()},
		People:   members,
		Join:     "member.register",
		Sync:     members.Mirror().Sync,
	}
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestFeature(t *testing.T) {
	b := build(bottest.Env{})
	bottest.CheckFeatures(t, b.Features...)
}
