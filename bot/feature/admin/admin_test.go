package admin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// build is a bot whose channels are not configured, so that admins set them.
func build(env bottest.Env) bottest.Bot {
	members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	outbox := deliver.NewOutbox(env.DB)
	admins := admin.New(admin.Deps{
		DB: env.DB, Members: members, Outbox: outbox, Profile: env.Profile,
		Fixed: func(in bot.CommunityID) admin.Fixed {
			return admin.Fixed{Zone: in == bottest.Other, Language: in == bottest.Other}
		},
	})
	people := members.Feature()
	people.Home = nil // its own scripts show it
	gigs := gig.New(gig.Deps{DB: env.DB, Members: members, Outbox: outbox}).Feature()
	gigs.Home = nil
	return bottest.Bot{
		Features: []bot.Feature{people, gigs, admins.Feature()},
		People:   admins,
		Members:  members,
		Join:     "member.register",
		Settle:   admins.Settle,
		Sync:     members.Mirror().Sync,
		Installed: func(ctx context.Context, in bot.Community, owners []bot.User) error {
			return admins.AskFor(ctx, in, owners, env.Clock())
		},
	}
}

// TestAuditOfPeopleWhoAreGone: that a platform knows somebody no more hides
// neither what they did nor anything else.
func TestAuditOfPeopleWhoAreGone(t *testing.T) {
	a := admin.New(admin.Deps{DB: redistest.Mini(t).DB, Profile: func(_ context.Context, u bot.User) (bot.Profile, error) {
		return bot.Profile{}, fmt.Errorf("no such account: %w", bot.ErrUnreachable)
	}})
	c := &bot.Call{Meta: bot.Meta{Locale: bot.English}, At: time.Unix(1, 0), In: bot.Community{ID: "acme", Zone: time.UTC}}
	tx := a.DB.Begin(storage.CommunityScope("acme"), "", c.At)
	a.Audit.Add(tx, "once", admin.Entry{At: c.At, By: "x:gone", What: admin.Set, Detail: "gigs"})
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Feature().Routes {
		if r.Name != "admin.audit" {
			continue
		}
		answer, err := r.Do(t.Context(), c)
		if reply, ok := answer.(bot.Reply); err != nil || !ok || !strings.Contains(strings.Join(bottest.Lines(reply.Message), "\n"), "x:gone") {
			t.Errorf("the audit trail is %v (%v), want the entry with the account", answer, err)
		}
	}
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, build(bottest.Env{}).Features...)
}
