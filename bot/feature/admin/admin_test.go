package admin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/adapters/web/webstage"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

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

func TestScripts(t *testing.T) { bottest.Run(t, script.Bot) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, script.Bot) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, script.Bot) }

func TestOnPage(t *testing.T) { webstage.Play(t, script.Bot) }

func TestFeature(t *testing.T) {
	bottest.CheckFeatures(t, admin.New(admin.Deps{}).Feature())
}
