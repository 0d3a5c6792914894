package admin_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestRetention: what was done so long ago is not in the audit trail any more.
func TestRetention(t *testing.T) {
	const kept = 100 * 24 * time.Hour
	var admins *admin.Admin
	d := featuretest.New(t, redistest.Mini(t), func(env bottest.Env) bottest.Bot {
		members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		admins = admin.New(admin.Deps{
			DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Profile: env.Profile, KeepAudit: kept,
		})
		return featuretest.Bot(members, admins.Feature())
	})
	does := func(who bot.User) {
		tx := d.Redis.DB.Begin(d.Scope(), "", d.Now)
		admins.Audit.Add(tx, string(who), admin.Entry{At: d.Now, By: who, What: admin.Set, Detail: "gigs"})
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	does("stage:early")
	d.Pass(kept - 24*time.Hour)
	does("stage:late")
	if len(d.Mentions("stage:early")) == 0 {
		t.Error("it was gone a day before its time")
	}
	d.Pass(2 * 24 * time.Hour)
	if left := d.Mentions("stage:early"); len(left) > 0 || len(d.Mentions("stage:late")) == 0 {
		t.Errorf("the early one stands in %q, the late one in %q", left, d.Mentions("stage:late"))
	}
}
